"""Results of anonymous surveys that ended before are counted again, by the stricter rule.

Departments go: they were what senders said, not what the company says.
"""

from typing import Any

from django.db import migrations

from surveys import disclosure, questionnaire
from surveys.models.surveys import FEWEST


def recount(apps: Any, schema_editor: Any) -> None:
    """From the ballots, which are all there but for their texts; of those the numbers stay."""
    Survey = apps.get_model("surveys", "Survey")
    for survey in Survey.objects.filter(anonymous=True, closed_at__isnull=False):
        asked = questionnaire.stored(survey.questions)
        ballots = [(one, "") for one in survey.ballots.values_list("answers", flat=True)]
        counted = disclosure.guarded(asked, ballots)
        known = survey.tally.get("questions", {})
        for question in asked:
            everybody = known.get(question.key, {}).get("", {"n": 0})
            if question.is_text and everybody["n"] >= FEWEST:
                counted[question.key] = {"": everybody}
        survey.tally = {**survey.tally, "questions": counted}
        survey.save(update_fields=["tally"])


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_keys_of_departments")]
    operations = [migrations.RunPython(recount, migrations.RunPython.noop)]

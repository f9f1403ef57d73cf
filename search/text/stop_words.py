"""Words that stand in every sentence and tell nothing of what is looked for, folded."""

from search.text.folding import fold

_GERMAN = """
aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch
auf aus bei beim bin bis bist brauche da dabei damit dann darf das dass dein deine dem den denn der
des dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem
einen einer eines er es etwas euch euer eure finde finden für gegen gewesen gibt hab habe haben hat
hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins indem ist jede
jedem jeden jeder jedes jetzt kann kannst kein keine keinem keinen keiner können könnte machen mache
macht man mein meine meinem meinen meiner mich mir mit muss müssen nach nicht noch nun nur ob oder
ohne sehr sein seine seinem seinen seiner seit sich sie sind so solche soll sollen sollte über um
und uns unser unsere unserem unseren unter viel vom von vor wann war waren warum was wegen weil
welche welchem welchen welcher welches wenn wer werde werden wie wieder wieso wieviel wieviele will
wir wird wo wohin woher wollen wurde wurden zu zum zur zwar zwischen bekomme bekommt geht gehen
"""
_ENGLISH = """
a about after all also am an and any are as at be because been before being but by can could did do
does doing each for from get gets had has have having he her here hers him his how i if in into is
it its just may me might more most must my need no nor not of off on once only or other our out over
own shall she should so some such than that the their them then there these they this those to too
under until up very was we were what when where which while who whom whose why will with would you
your yours find
"""
STOP_WORDS = frozenset(map(fold, f"{_GERMAN} {_ENGLISH}".split()))

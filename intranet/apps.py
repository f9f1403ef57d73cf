"""The administration: Django's own, with the product's sign-in and look."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    """Django's administration, served by our own site."""

    default_site = "intranet.administration.Administration"

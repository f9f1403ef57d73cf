"""How the API answers, and how its description is made."""

FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "accounts.authentication.HasScope",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kit.api.framework.LimitedJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["kit.api.framework.Throttle"],
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS is 405: the schema says it all, to everybody alike
    "DEFAULT_SCHEMA_CLASS": "kit.api.openapi.Schema",
    "DEFAULT_PAGINATION_CLASS": "kit.api.framework.Cursor",
    "EXCEPTION_HANDLER": "kit.api.framework.explain",
    "PAGE_SIZE": 20,
}

SCHEMA = {
    "TITLE": "Flurfunk",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "ReactionKind": "reactions.models.ReactionKind",
        "SpaceKind": "spaces.models.SpaceKind",
        "StatusKind": "accounts.status.StatusKind",
        "SpaceRole": "spaces.models.Membership.Role",
        "ConversationKind": "chat.models.ConversationKind",
        "MessageKind": "chat.models.MessageKind",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "kit.api.openapi.document_errors",
    ],
}

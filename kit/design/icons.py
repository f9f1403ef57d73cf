"""The icons we use, by the name of our templates; the sprite holds these and no others."""

ICONS: tuple[str, ...] = (
    # navigation and shell
    "house", "megaphone", "message-circle", "clipboard-list", "layout-grid", "users", "user",
    "bookmark", "menu", "plus", "pencil", "search", "bell", "bell-off", "settings", "log-out",
    "globe", "arrow-left", "chevron-left", "chevron-right", "chevron-down", "x", "check",
    "ellipsis", "arrow-up", "external-link", "life-buoy", "shield-check",
    # posts and comments
    "thumbs-up", "message-square", "repeat-2", "share-2", "pin", "flag", "trash-2",
    "link", "quote", "reply", "clock", "history", "hash", "eye", "eye-off", "languages", "undo-2",
    # composing
    "camera", "image", "paperclip", "at-sign", "chart-no-axes-column", "calendar-clock", "smile",
    "bold", "list", "send-horizontal", "loader-circle", "download", "file-text",
    # people and groups
    "phone", "mail", "map-pin", "truck", "car", "building-2", "building", "briefcase", "user-plus",
    "user-check", "lock", "lock-open", "key-round", "crown", "cake", "circle-user-round", "id-card",
    # marks that a group may choose
    "wrench", "snowflake", "stethoscope", "star", "heart", "lightbulb", "flame", "leaf", "rocket",
    "coffee", "utensils", "bike", "music", "book-open", "graduation-cap", "hammer", "package",
    "shopping-cart", "monitor", "heart-pulse", "hand-heart", "trees", "dumbbell", "party-popper",
    "warehouse", "headset", "scale", "euro", "newspaper", "handshake",
    # states and settings
    "triangle-alert", "info", "wifi-off", "sun", "moon", "sun-moon", "smartphone", "laptop",
    "shield", "list-checks", "palette", "sparkles", "inbox", "circle-question-mark",
    "keyboard",
)  # fmt: skip

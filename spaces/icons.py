"""The pictures a space may carry; the sprite of the design holds each of them."""

ICONS = (
    "users", "building-2", "house", "megaphone", "wrench", "snowflake", "flame", "stethoscope",
    "heart-pulse", "car", "truck", "star", "utensils", "coffee", "graduation-cap", "book-open",
    "lightbulb", "shield-check", "leaf", "bike", "dumbbell", "music", "camera", "gamepad-2",
    "laptop", "server", "chart-no-axes-column", "banknote", "handshake", "headset", "package",
    "warehouse", "hammer", "zap", "calendar", "map-pin", "baby", "dog", "trophy", "lock",
)  # fmt: skip

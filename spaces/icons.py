"""The marks a space may carry. Each of them is in the sprite (`kit.design.icons`)."""

MARKS = (
    "users", "building-2", "wrench", "hammer", "snowflake", "flame", "leaf", "stethoscope",
    "heart-pulse", "heart", "hand-heart", "truck", "car", "package", "warehouse", "monitor",
    "smartphone", "headset", "briefcase", "handshake", "euro", "scale", "shield-check",
    "graduation-cap", "book-open", "lightbulb", "rocket", "star", "megaphone", "newspaper",
    "coffee", "utensils", "bike", "dumbbell", "music", "trees", "party-popper", "camera", "cake",
    "globe", "map-pin", "list-checks", "sparkles", "palette",
)  # fmt: skip

"""Pages of the area News: reading and confirming, the newsroom, reports. HTTP in, HTML out."""

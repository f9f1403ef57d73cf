"""How the work behind the scenes goes, for those who run the site."""

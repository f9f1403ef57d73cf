"""From text to tokens, the same for what is stored and for what is asked."""

"""How we show why: from findings to incidents with a verdict, a story and their calls."""

"""The nouns handed from room to room. They compare, cover and print; they touch nothing."""

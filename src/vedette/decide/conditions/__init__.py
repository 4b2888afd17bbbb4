"""The words that a rule's `when` may use, one file for each kind of value."""

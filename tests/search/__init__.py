"""The public questions by which the search is measured."""

"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# Time is measured by the bench, on an idle machine; a busy one must not fail a test.
settings.register_profile("vedette", deadline=None)
settings.load_profile("vedette")

"""Replaces functions of an emulator."""

from functools import wraps


def replaces(owner, name):
    """Decorator: the function replaces owner.name, which it gets as its first argument."""

    def replace(function):
        original = getattr(owner, name)

        @wraps(original)
        def replacement(*args, **options):
            return function(original, *args, **options)

        setattr(owner, name, replacement)
        return replacement

    return replace

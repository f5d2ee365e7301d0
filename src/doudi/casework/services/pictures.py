"""Photographs and signatures as they are kept: turned upright, no larger than a screen needs, without anything the camera wrote beside."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from doudi.units.text import ProblemsError, refusal

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000  # a phone's largest; what is larger is a bomb
LONG_SIDE = 1600
SIGNATURE_SIDE = 800
QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP")


def clean_photo(content: bytes, name: str) -> bytes:
    """A JPEG of the same picture. Raises ProblemsError: too large, or no picture whatever its name says."""
    picture = _open(content, name)
    picture.thumbnail((LONG_SIDE, LONG_SIDE))
    return _saved(picture, "JPEG")


def clean_signature(content: bytes, name: str) -> bytes:
    """A JPEG on white: what was drawn on the screen, or a photograph of a thumbprint."""
    picture = _open(content, name)
    picture.thumbnail((SIGNATURE_SIDE, SIGNATURE_SIDE))
    return _saved(picture, "JPEG")


def _open(content: bytes, name: str) -> Image.Image:
    if not content:
        raise refusal("照片是空的", "The picture is empty", where=name)
    if len(content) > MOST_BYTES:
        raise refusal("照片超过20 MB", "The picture is larger than 20 MB", where=name)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                raise _too_large(name)
            found.draft("RGB", (LONG_SIDE * 2, LONG_SIDE * 2))
            upright = ImageOps.exif_transpose(found).convert("RGBA")
    except ProblemsError:
        raise
    except Image.DecompressionBombError:
        raise _too_large(name) from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise refusal(
            "这不是照片（JPG、PNG），或者已经损坏",
            "This is no photograph (JPG, PNG), or it is damaged",
            where=name,
        ) from None
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright.getchannel("A"))
    return flat


def _too_large(name: str) -> ProblemsError:
    return refusal("照片的尺寸太大", "The picture has too many pixels", where=name)


def _saved(picture: Image.Image, kind: str) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, kind, quality=QUALITY, optimize=True)
    return kept.getvalue()

"""The face check as a page on a phone: a pretend camera and a choice of endings.

A GET shows the page; a POST of the form field `outcome` (pass, fail, give_up or pre_record) ends the scan.
pass, fail and pre_record send the browser on to the caller with a 302 and use the link up; give_up sends it
nowhere, as a person who closes the page would, and leaves the link as it is.
"""

from html import escape

from aiohttp import web

from sandbox.providers.face_check_style import CAMERA, STYLE
from sandbox.providers.face_check_texts import TEXTS, Texts
from sandbox.providers.face_checks import PATH, FaceCheck, Outcome, with_query
from sandbox.providers.world import WORLD


def _document(texts: Texts, title: str, body: str, status: int = 200) -> web.Response:
    text = (
        f'<!doctype html><html lang="{texts.lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>"
    )
    headers = {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    }
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def _ending(texts: Texts, mark: str, title: str, text: str, status: int) -> web.Response:
    head = f'<div class="mark" aria-hidden="true">{mark}</div><h1>{escape(title)}</h1>'
    body = f'{head}<p class="end">{escape(text)}</p>'
    return _document(texts, title, body, status)


def _scan(texts: Texts) -> web.Response:
    def button(outcome: Outcome, words: str, style: str) -> str:
        return f'<button class="{style}" name="outcome" value="{outcome}">{escape(words)}</button>'

    body = (
        f"<h1>{escape(texts.title)}</h1><p>{escape(texts.intro)}</p>{CAMERA}"
        f'<p class="hint">{escape(texts.hint)}</p><form method="post">'
        f"{button(Outcome.PASS, texts.passed, 'go')}{button(Outcome.FAIL, texts.failed, 'stop')}"
        f"{button(Outcome.GIVE_UP, texts.gave_up, 'plain')}"
        f"<details><summary>{escape(texts.more)}</summary>"
        f"{button(Outcome.PRE_RECORD, texts.recorded, '')}</details>"
        f'</form><p class="note">{escape(texts.simulated)}</p>'
    )
    return _document(texts, texts.title, body)


def _find(request: web.Request) -> tuple[FaceCheck | None, Texts]:
    check = request.app[WORLD].face_checks.get(request.query.get("token", ""))
    asked = request.query.get("lang", "")
    lang = asked if asked in TEXTS else check.lang if check else "zh"
    return check, TEXTS[lang]


def _closed(request: web.Request) -> web.Response | None:
    """Return the page that says why a link cannot be used, or None when it can."""
    check, texts = _find(request)
    if check is None:
        return _ending(texts, "?", texts.unknown_title, texts.unknown, 404)
    if check.finished:
        return _ending(texts, "✓", texts.used_title, texts.used, 410)
    if request.app[WORLD].now() >= check.expires_at:
        return _ending(texts, "!", texts.expired_title, texts.expired, 410)
    return None


async def show(request: web.Request) -> web.Response:
    return _closed(request) or _scan(_find(request)[1])


async def end(request: web.Request) -> web.Response:
    form = await request.post()
    if closed := _closed(request):
        return closed
    check, texts = _find(request)
    assert check is not None
    try:
        outcome = Outcome(str(form.get("outcome", "")))
    except ValueError:
        return web.Response(text=f"outcome must be one of {', '.join(Outcome)}", status=400)
    check.outcome = outcome
    if outcome is Outcome.GIVE_UP:
        return _ending(texts, "×", texts.left_title, texts.left, 200)
    location = with_query(check.callback_url, check.finish(outcome))
    return web.Response(status=302, headers={"Location": location, "Cache-Control": "no-store"})


ROUTES = (web.get(PATH, show), web.post(PATH, end))

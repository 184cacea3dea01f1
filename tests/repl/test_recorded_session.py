"""The README shows a session as it happens: it is typed again on a terminal, and compared."""

from __future__ import annotations

from docs import recorded_session


def test_the_session_in_the_readme_is_what_happens() -> None:
    readme = recorded_session.README.read_text(encoding="utf-8")
    shown = recorded_session.session()
    assert recorded_session.with_session(readme, shown) == readme, "run: python docs/recorded_session.py"
    for line in recorded_session.TYPED:
        assert f"\n> {line}\n" in readme
    assert "refused: PF101" in shown
    assert "applied: revision 2" in shown

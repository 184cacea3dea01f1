"""`plans`, `diff`, `gates` and `revise`: a plan goes on living, and nothing about it changes in silence."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic_core import from_json

from assistant.agent.turn import Turn
from assistant.planning import schema
from assistant.planning.schema import Plan
from assistant.usage.log import UsageLog
from assistant.usage.own_metrics import OUR_PLAN
from docs import our_plan
from tests.cli.conftest import Run, Stage
from tests.planning.changes import changed
from tests.planning.plans import adapted, listings, live, support
from tests.usage import made

FIRED = "metric,value,n\nsolved,8,900\n"
OPEN = "metric,value,n\nright,90,60\nsatisfaction,0,400\n"
AS_OF = ("--as-of", "2027-03-10")


@pytest.fixture
def kept(own_home: Path) -> Turn:
    """The support plan, as a turn in the log."""
    turn = made.turn()
    turn = replace(turn, plan=support().model_copy(update={"id": turn.id}), started_at="2026-11-23T12:00:00+00:00")
    with UsageLog.open(own_home) as log:
        log.record("started", turn)
        log.record("finished", turn)
        assert log.not_recorded == 0
    return turn


@pytest.fixture
def as_file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(schema.dump(support()), encoding="utf-8")
    return path


def metrics(tmp_path: Path, text: str, name: str = "metrics.csv") -> str:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return str(tmp_path / name)


def revisions(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "plans").rglob("*.json"))


def test_plans_are_listed_with_what_names_them(run: Run, kept: Turn) -> None:
    line = run("plans").stdout
    assert kept.id[:13] in line
    assert "r1  product first" in line
    assert "Billing support assistant" in line
    (listed,) = from_json(run("plans", "--json").stdout)["plans"]
    assert (listed["id"], listed["revision"], listed["accepted"]) == (kept.id, 1, False)


def test_without_plans_the_list_says_how_to_make_one(run: Run) -> None:
    result = run("plans")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "assistant plan" in result.stderr
    assert from_json(run("plans", "--json").stdout) == {"plans": []}


@pytest.mark.parametrize("name", ["id", "prefix", "last", "file", "revision"])
def test_every_way_to_name_a_plan_leads_to_it(run: Run, kept: Turn, as_file: Path, name: str) -> None:
    wanted = {"id": kept.id, "prefix": kept.id[:13], "last": "last", "file": str(as_file), "revision": "last/r1"}[name]
    result = run("diff", wanted, wanted)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "say the same" in result.stderr


@pytest.mark.parametrize("command", [("diff", "last"), ("gates",), ("revise", "--note", "x")])
@pytest.mark.parametrize("wanted", ["nowhere", "none.json", "ffffffff", "last"])
def test_a_plan_that_is_not_there_is_one_sentence(run: Run, command: tuple[str, ...], wanted: str) -> None:
    result = run(command[0], *command[1:], wanted)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1


def test_a_plan_in_markdown_is_not_enough(run: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("# Plan\n\nShip it.\n", encoding="utf-8")
    result = run("gates", str(tmp_path / "plan.md"))
    assert result.exit_code == 2
    assert "plan.json" in result.stderr


def test_a_choice_that_is_missing_is_one_sentence(run: Run, kept: Turn) -> None:
    refused = run("export", "last")
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (2, 1)
    assert "--to" in refused.stderr and "html, mermaid" in refused.stderr


def test_plans_that_are_no_revisions_of_one_another_are_told_as_two(run: Run, as_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    text = as_file.read_text("utf-8")
    made = from_json(text)
    other.write_text(text.replace(made["id"], "01a20ba8-c2bb-76b4-90d5-b2fb5980ab36").replace(made["title"], "Another"))
    result = run("diff", str(as_file), str(other))
    assert result.stderr == "These are two plans, not two revisions of one.\n"
    assert "Another" in result.stdout
    assert run("diff", str(as_file), str(as_file)).stderr == "Both plans say the same.\n"


def test_diff_speaks_product_and_as_json_holds_the_patch(run: Run, as_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(schema.dump(adapted()), encoding="utf-8")
    result = run("diff", str(as_file), str(other))
    assert result.exit_code == 0
    assert "Verdict: product first → product first, adapted." in result.stdout.splitlines()
    document = from_json(run("diff", str(as_file), str(other), "--json").stdout)
    assert document["words"] == result.stdout.splitlines()
    assert {"op": "set", "path": "verdict.path", "before": "product_first", "after": "adapted"} in document["changes"]


def test_gates_are_computed_from_a_file(run: Run, as_file: Path, tmp_path: Path) -> None:
    result = run("gates", str(as_file), "--metrics", metrics(tmp_path, OPEN), *AS_OF)
    assert result.exit_code == 0
    assert "open: Good enough for everybody; its review was due on 18 Dec 2026" in result.stdout
    assert "right ≥ 80%: 90% from 60 cases (95%: 79.9% to 95.3%)" in result.stdout
    assert "insufficient data: Use has proved itself; next review 12 Mar 2027" in result.stdout
    document = from_json(run("gates", str(as_file), "--metrics", metrics(tmp_path, OPEN), *AS_OF, "--json").stdout)
    states = {gate["id"]: gate["state"] for gate in document["gates"]}
    assert states == {
        "g_roll": "open", "g_data": "insufficient data", "g_tune": "closed", "g_stop": "insufficient data",
    }  # fmt: skip
    (first, _) = document["gates"][0]["triggers"]
    assert (first["value"], first["n"], first["required_n"], first["holds"]) == (90, 60, 60, True)
    assert first["low"] < 80 < first["high"]


def test_a_fired_kill_gate_exits_1_and_asks_for_a_decision(run: Run, as_file: Path, tmp_path: Path) -> None:
    result = run("gates", str(as_file), "--metrics", metrics(tmp_path, FIRED), *AS_OF)
    assert result.exit_code == 1
    assert "FIRED: Too little is solved" in result.stdout
    assert "--decision" in result.stderr
    as_json = run("gates", str(as_file), "--metrics", metrics(tmp_path, FIRED), *AS_OF, "--json")
    assert as_json.exit_code == 1
    assert [gate["fired"] for gate in from_json(as_json.stdout)["gates"]] == [False, False, False, True]


def test_without_numbers_nothing_was_measured(run: Run, as_file: Path) -> None:
    result = run("gates", str(as_file), *AS_OF)
    assert result.exit_code == 5
    assert "not measured" in result.stdout
    assert "--metrics" in result.stderr
    document = from_json(run("gates", str(as_file), *AS_OF, "--json").stdout)
    assert document["source"] == ""


def test_missing_days_are_said_in_one_sentence(run: Run, as_file: Path, tmp_path: Path) -> None:
    days = [f"2027-02-{day:02},calls,9000,9000" for day in range(1, 29) if day not in (14, 15)]
    days += [f"2027-03-{day:02},calls,9000,9000" for day in range(1, 11)]
    file = metrics(tmp_path, "\n".join(["date,metric,value,n", *days]))
    result = run("gates", str(as_file), "--metrics", file, *AS_OF)
    assert result.exit_code == 0
    assert result.stderr == (
        "calls: 2 of 30 days are missing (14 Feb 2027 to 15 Feb 2027); the number is without them.\n"
    )
    assert from_json(run("gates", str(as_file), "--metrics", file, *AS_OF, "--json").stdout)["missing"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("metric,value,n\nsolved,NaN,1", "line 2"),
        ("metric,value,n\nsolvd,1,1", "Did you mean 'solved'?"),
        ("when,what\n1,2", "metric,value,n"),
        ("\xff", "UTF-8"),
    ],
)
def test_a_bad_metrics_file_is_one_sentence(run: Run, as_file: Path, tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "metrics.csv"
    path.write_bytes(text.encode("latin-1"))
    result = run("gates", str(as_file), "--metrics", str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert says in result.stderr
    assert (
        from_json(run("gates", str(as_file), "--metrics", str(path), "--json").stdout)["error"]["code"]
        == "metrics_file"
    )
    assert run("gates", str(as_file), "--metrics", str(tmp_path / "none.csv")).exit_code == 2
    assert run("gates", str(as_file), "--as-of", "soon").exit_code == 2


def test_our_own_plan_is_read_from_our_own_log(run: Run, kept: Turn, tmp_path: Path) -> None:
    assert our_plan.PLAN_ID == OUR_PLAN
    path = tmp_path / "ours.json"
    path.write_text(schema.dump(support().model_copy(update={"id": OUR_PLAN})), encoding="utf-8")
    result = run("gates", str(path), *AS_OF)
    assert result.exit_code == 0
    assert from_json(run("gates", str(path), *AS_OF, "--json").stdout)["source"] == "our own usage log"


def drafting(stage: Stage, plan: Plan) -> None:
    stage.turn = replace(stage.turn, plan=plan, status="complete")


def test_a_revision_is_shown_with_its_impact_and_not_written_unasked(
    run: Run, stage: Stage, kept: Turn, own_home: Path
) -> None:
    drafting(stage, adapted())
    result = run("revise", "last", "--answer", "Q2=no", "--note", "budget halved")
    assert result.exit_code == 0
    assert "- Verdict: product first → product first, adapted." in result.stdout
    assert "What rests on that" in result.stdout
    assert "--accept" in result.stderr
    assert not (own_home / "plans").exists()
    (asked,) = stage.asked
    assert asked.endswith("\n\nTicket text may not leave.\nbudget halved.")


def test_an_interrupt_at_the_question_says_that_nothing_was_written(
    run: Run, kept: Turn, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.cli.revise._on_a_terminal", lambda: True)
    result = run("revise", "last", "--note", "stage 1 is done", input="")
    assert result.exit_code == 130
    assert "interrupted; nothing was written. Keep it with --accept" in result.stderr
    assert not (own_home / "plans").exists()


@pytest.mark.parametrize(("answer", "kept_files"), [("y\n", ["r2.json"]), ("n\n", []), ("\n", [])])
def test_on_a_terminal_a_revision_is_kept_on_a_yes(
    run: Run,
    stage: Stage,
    kept: Turn,
    own_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    kept_files: list[str],
) -> None:
    drafting(stage, adapted())
    monkeypatch.setattr(importlib.import_module("assistant.cli.revise"), "_on_a_terminal", lambda: True)
    result = run("revise", "last", "--answer", "Q2=no", input=answer)
    assert result.exit_code == 0
    assert "Keep this revision?" in result.stderr
    assert revisions(own_home) == kept_files


def test_an_accepted_revision_is_kept_listed_and_written(
    run: Run, stage: Stage, kept: Turn, own_home: Path, tmp_path: Path
) -> None:
    drafting(stage, adapted())
    out = tmp_path / "out"
    result = run("revise", "last", "--answer", "Q2=no", "--accept", "--out", str(out))
    assert result.exit_code == 0
    assert revisions(own_home) == ["r2.json"]
    after = schema.load((out / "plan.json").read_bytes())
    assert (after.id, after.revision, after.parent) == (kept.id, 2, f"{kept.id}/r1")
    assert after.brief.text.endswith("Answer to “May ticket text leave under contract?”: no")
    assert "r2  adapted        accepted" in run("plans").stdout
    assert "Answered: " in run("diff", "last/r1", "last").stdout
    assert run("revise", f"{kept.id}/r1", "--answer", "Q2=no", "--accept").exit_code == 2
    assert revisions(own_home) == ["r2.json"]


def test_the_redraft_is_logged_as_now_and_drafted_as_of_the_plans_own_day(run: Run, stage: Stage, kept: Turn) -> None:
    drafting(stage, adapted())
    run("revise", "last", "--note", "budget halved", "--model", "offline")
    assert stage.wiring is not None
    assert stage.wiring.now() == support().created_at
    assert stage.wiring.recorded is False


def test_a_redraft_that_says_the_same_is_no_revision(run: Run, stage: Stage, as_file: Path, own_home: Path) -> None:
    drafting(stage, support())
    empty = run("revise", str(as_file), "--metrics", str(as_file.parent / "none.csv"), "--accept")
    assert empty.exit_code == 2
    result = run("revise", str(as_file), "--metrics", metrics(as_file.parent, "metric,value,n\nright,50,60\n"), *AS_OF)
    assert result.exit_code == 0
    assert "Nothing would change" in result.stderr
    assert not (own_home / "plans").exists()


def test_a_revision_that_breaks_rules_is_not_kept(run: Run, stage: Stage, kept: Turn, own_home: Path) -> None:
    drafting(stage, changed(support(), {"stages[0].depends_on": ["tune"], "stages[1].depends_on": []}))
    result = run("revise", "last", "--note", "train first", "--accept")
    assert result.exit_code == 1
    assert "PF102" in result.stderr
    assert "Nothing was written" in result.stderr
    assert not (own_home / "plans").exists()


def test_use_moves_the_stages(run: Run, kept: Turn, tmp_path: Path, own_home: Path) -> None:
    result = run("revise", "last", "--metrics", metrics(tmp_path, OPEN), *AS_OF, "--accept")
    assert result.exit_code == 0
    assert "- Gate opened: “Good enough for everybody” let “Everybody” begin." in result.stdout
    assert "planned → done on 10 Mar 2027." in result.stdout
    assert revisions(own_home) == ["r2.json"]


def test_use_that_nobody_measured_moves_nothing(run: Run, kept: Turn) -> None:
    assert run("revise", "last", "--from-usage").exit_code == 5


def test_a_fired_gate_stops_a_revision_until_somebody_decides(run: Run, kept: Turn, tmp_path: Path) -> None:
    given = ("revise", "last", "--metrics", metrics(tmp_path, FIRED), *AS_OF, "--accept")
    stopped = run(*given)
    assert (stopped.exit_code, stopped.stdout) == (1, "")
    assert "--decision" in stopped.stderr
    assert run(*given, "--decision", "one more prompt").exit_code == 2
    assert run(*given, "--decision", "one more prompt", "--role", "founder").exit_code == 0
    after = run("gates", "last", "--metrics", metrics(tmp_path, FIRED), *AS_OF)
    assert after.exit_code == 0
    assert "decided on 10 Mar 2027: " in after.stdout
    assert "one more prompt (founder)" in after.stdout
    assert "FIRED" not in after.stdout
    gate = from_json(run("gates", "last", "--metrics", metrics(tmp_path, FIRED), *AS_OF, "--json").stdout)["gates"][3]
    assert (gate["state"], gate["fired"], gate["decided_on"]) == ("decided", False, "2027-03-10")
    assert "one more prompt" in gate["decision"]


def test_a_decision_holds_for_the_numbers_it_was_taken_on_until_new_ones_fire_after_its_review(
    run: Run, stage: Stage, kept: Turn, tmp_path: Path
) -> None:
    drafting(stage, live())
    fired = ("--metrics", metrics(tmp_path, FIRED))
    decision = ("--decision", "one more prompt", "--role", "founder")
    assert run("revise", "last", *fired, *AS_OF, "--accept", *decision).exit_code == 0
    later = ("--as-of", "2027-05-01")
    same = run("gates", "last", *fired, *later)
    assert same.exit_code == 0
    assert "its review was due on 7 Apr 2027" in same.stdout
    assert "still the numbers of that day: read new ones" in same.stdout
    assert run("revise", "last", "--note", "it is live", "--accept", *later).exit_code == 0
    new = ("--metrics", metrics(tmp_path, "metric,value,n\nsolved,9,1200\n"))
    assert "FIRED" in run("gates", "last", *new, *later).stdout
    assert run("revise", "last", "--note", "it is slow", *later).exit_code == 1


def test_no_revision_of_any_kind_passes_a_gate_that_fired_when_last_read(
    run: Run, stage: Stage, kept: Turn, tmp_path: Path, own_home: Path
) -> None:
    drafting(stage, live())
    fired = run("gates", "last", "--metrics", metrics(tmp_path, FIRED), *AS_OF)
    assert f"--metrics {tmp_path / 'metrics.csv'} --decision" in fired.stderr
    stopped = run("revise", "last", "--note", "it is live", "--accept", *AS_OF)
    assert (stopped.exit_code, stopped.stdout) == (1, "")
    assert "Too little is solved" in stopped.stderr
    assert "--decision" in stopped.stderr
    assert revisions(own_home) == ["fired.json"]
    decision = ("--decision", "one more prompt", "--role", "founder")
    assert run("revise", "last", "--note", "it is live", "--accept", *AS_OF, *decision).exit_code == 0
    assert revisions(own_home) == ["fired.json", "r2.json"]
    assert "one more prompt (founder)" in (own_home / "plans" / kept.id / "r2.json").read_text(encoding="utf-8")


def test_a_later_reading_that_closes_the_gate_lets_the_plan_go_on(
    run: Run, stage: Stage, kept: Turn, tmp_path: Path, own_home: Path
) -> None:
    drafting(stage, live())
    assert run("gates", "last", "--metrics", metrics(tmp_path, FIRED), *AS_OF).exit_code == 1
    assert run("gates", "last", "--metrics", metrics(tmp_path, OPEN), *AS_OF).exit_code == 1, "not read is not closed"
    assert run("revise", "last", "--note", "it is live", *AS_OF).exit_code == 1
    assert (
        run("gates", "last", "--metrics", metrics(tmp_path, "metric,value,n\nsolved,40,900\n"), *AS_OF).exit_code == 0
    )
    assert run("revise", "last", "--note", "it is live", *AS_OF).exit_code == 0
    assert revisions(own_home) == []


CLOSED = "metric,value,n\nsolved,40,900\n"


def test_a_reading_for_an_earlier_day_clears_no_gate_that_fired(run: Run, kept: Turn, tmp_path: Path) -> None:
    assert run("gates", "last", "--metrics", metrics(tmp_path, FIRED), *AS_OF).exit_code == 1
    before = run("gates", "last", "--metrics", metrics(tmp_path, CLOSED), "--as-of", "2027-01-05")
    assert before.exit_code == 1
    assert "fired in an earlier reading" in before.stderr
    assert run("revise", "last", "--note", "it is live", "--accept", *AS_OF).exit_code == 1
    assert run("gates", "last", "--metrics", metrics(tmp_path, CLOSED), "--as-of", "2027-03-11").exit_code == 0


def test_an_older_firing_does_not_make_a_newer_one_older(run: Run, kept: Turn, tmp_path: Path) -> None:
    for day in ("2027-03-10", "2027-02-20"):
        assert run("gates", "last", "--metrics", metrics(tmp_path, FIRED), "--as-of", day).exit_code == 1
    assert run("gates", "last", "--metrics", metrics(tmp_path, CLOSED), "--as-of", "2027-03-01").exit_code == 1


def test_numbers_without_the_metric_of_a_fired_gate_still_tell_that_it_fired(
    run: Run, kept: Turn, tmp_path: Path
) -> None:
    assert run("gates", "last", "--metrics", metrics(tmp_path, FIRED), *AS_OF).exit_code == 1
    other = ("gates", "last", "--metrics", metrics(tmp_path, OPEN), "--as-of", "2027-05-01")
    told = run(*other)
    assert told.exit_code == 1
    assert "“Too little is solved” fired in an earlier reading" in told.stderr
    assert f'assistant revise {kept.id} --decision "…"' in told.stderr
    assert [gate["title"] for gate in from_json(run(*other, "--json").stdout)["fired_earlier"]] == [
        "Too little is solved"
    ]
    assert run("gates", "last", *AS_OF).exit_code == 1, "nothing read clears nothing"


def test_a_damaged_memory_of_a_reading_is_one_sentence(run: Run, kept: Turn, own_home: Path) -> None:
    folder = own_home / "plans" / kept.id
    folder.mkdir(parents=True)
    (folder / "fired.json").write_text("{", encoding="utf-8")
    result = run("revise", "last", "--note", "x")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_a_decision_about_nothing_is_refused(run: Run, kept: Turn, tmp_path: Path) -> None:
    given = ("--decision", "go on", "--role", "founder")
    assert run("revise", "last", "--metrics", metrics(tmp_path, OPEN), *AS_OF, *given).exit_code == 2
    assert run("revise", "last", "--note", "x", *given).exit_code == 2
    assert run("revise", "last").exit_code == 2


def test_revise_as_json_is_one_document(run: Run, stage: Stage, kept: Turn) -> None:
    drafting(stage, live())
    result = run("revise", "last", "--note", "it is live", "--json", "--accept")
    assert result.exit_code == 0
    document = from_json(result.stdout)
    assert (document["revision"], document["accepted"], document["parent"]) == (2, True, f"{kept.id}/r1")
    assert document["words"] and document["changes"] and document["impact"]
    assert "Phase: idea → live." in document["words"]


def test_out_is_refused_before_anything_is_drafted(run: Run, stage: Stage, kept: Turn, tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("mine", encoding="utf-8")
    result = run("revise", "last", "--note", "x", "--accept", "--out", str(tmp_path))
    assert result.exit_code == 2
    assert stage.asked == []


def test_a_model_that_gives_no_plan_leaves_everything_as_it_was(
    run: Run, stage: Stage, kept: Turn, own_home: Path
) -> None:
    stage.turn = replace(stage.turn, plan=None, status="failed", error="the draft was empty")
    result = run("revise", "last", "--note", "x", "--accept")
    assert result.exit_code == 1
    assert "the draft was empty" in result.stderr
    assert not (own_home / "plans").exists()


def test_a_real_redraft_offline_takes_the_answer(run: Run, own_home: Path) -> None:
    brief = "Support bot for our returns policy; two engineers, eight weeks, budget of $60,000. 4,000 tickets a month."
    assert run("plan", brief).exit_code == 0
    result = run("revise", "last", "--answer", "Q1=no", "--note", "budget halved", "--accept")
    assert result.exit_code == 0
    assert "- Verdict: product first → product first, adapted." in result.stdout
    assert "- Brief, budget: $60,000 → $30,000." in result.stdout
    assert revisions(own_home) == ["r2.json"]
    (listed,) = from_json(run("plans", "--json").stdout)["plans"]
    assert listed["revision"] == 2


@pytest.mark.parametrize(
    ("given", "moved"),
    [
        (("--note", "tickets up 20%"), "4,000 a month (b) → 4,800 a month (b)"),
        (("--note", "tickets tripled"), "4,000 a month (b) → 12,000 a month (b)"),
        (("--answer", "Q2=11 minutes, $47"), "$7 (a: 2.50–17) → $8.62 (b)"),
    ],
)
def test_a_volume_and_a_cost_that_were_changed_are_the_briefs_own(
    run: Run, own_home: Path, given: tuple[str, str], moved: str
) -> None:
    brief = (
        "A billing SaaS with 4,000 tickets a month and a 300-page help centre wants an assistant that answers customers"
    )
    assert run("plan", f"{brief}. Two engineers, eight weeks.").exit_code == 0
    result = run("revise", "last", *given, "--accept")
    assert (result.exit_code, moved in result.stdout) == (0, True)
    assert "PF301" not in result.stdout
    assert revisions(own_home) == ["r2.json"]


def test_an_answer_that_repeats_the_default_is_kept_and_said_to_move_nothing(run: Run, own_home: Path) -> None:
    assert run("plan", "Support bot for our returns policy; two engineers, eight weeks.").exit_code == 0
    plan = from_json(run("export", "last", "--to", "json").stdout)
    number = next(i for i, q in enumerate(plan["questions"], 1) if q["text"].startswith("Must it change accounts"))
    shown = run("revise", "last", "--answer", f"Q{number}=no").stdout
    assert "is recorded; it moves nothing: the plan had taken “No” already." in shown
    assert "What rests on that" not in shown
    assert "Also changed" not in shown
    yes = from_json(run("revise", "last", "--answer", f"Q{number}=yes", "--json").stdout)
    assert yes["moves_nothing"] == []
    assert "tools" in str([change["after"] for change in yes["changes"] if change["path"].startswith("product.tech")])
    assert yes["impact"]


def test_the_result_of_an_eval_moves_what_tuning_has_to_beat(run: Run, tmp_path: Path, own_home: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(schema.dump(listings()), encoding="utf-8")
    given = ("revise", str(path), "--eval", "cheap=failed:run-17")
    shown = run(*given)
    assert shown.exit_code == 0
    assert "- Option GPT-6 Luna: not measured in the eval → failed in the eval (c6)." in shown.stdout
    assert "Nothing was written. Keep it with --accept." in shown.stderr
    assert run(*given, "--accept", "--out", str(tmp_path / "out")).exit_code == 0
    after = schema.load((tmp_path / "out" / "plan.json").read_bytes())
    assert after.history[-1].reason == "cheap failed the eval (run-17)"
    assert "GPT-6 Luna failed the eval; Sonnet 5.5 not measured yet." in after.to_markdown()
    refused = run("revise", str(path), "--eval", "cheap=maybe", "--json")
    assert (refused.exit_code, from_json(refused.stdout)["error"]["code"]) == (2, "eval_result")


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("gibberish xyz foo", "Not understood: “gibberish xyz foo”. Nothing was written."),
        ("the team was quartered and tickets trebled", "states no volume"),
        ("€30 a ticket", "not in dollars"),
        ("", "The note is empty"),
        (" … ", "The note is empty"),
        ("the ship stage's exit was met on 1 March 2031", "has not come"),
    ],
)
def test_a_note_that_nothing_is_read_in_is_refused_and_says_what_can_be_read(
    run: Run, own_home: Path, note: str, told: str
) -> None:
    assert run("plan", "Support bot for our returns policy; two engineers, eight weeks.").exit_code == 0
    refused = run("revise", "last", "--note", note, "--accept")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert told in refused.stderr
    assert not (own_home / "plans").exists()
    assert len([line for line in refused.stderr.splitlines() if not line.startswith("·")]) == 1


def test_an_exit_test_that_was_met_and_an_end_are_kept_without_a_drafter(run: Run, kept: Turn, own_home: Path) -> None:
    shown = run("revise", "last", "--note", "we shipped on 20 November", "--accept")
    assert shown.exit_code == 0
    assert "- Phase: idea → live." in shown.stdout.splitlines()
    assert "planned → done on 20 Nov 2026." in shown.stdout
    stopped = run("revise", "last", "--note", "product is cancelled", "--accept")
    assert stopped.exit_code == 0
    assert "- Decided: Stop on " in stopped.stdout
    assert revisions(own_home) == ["r2.json", "r3.json"]


def test_a_fired_gate_does_not_keep_anybody_from_stopping(run: Run, kept: Turn, tmp_path: Path) -> None:
    assert run("gates", "last", "--metrics", metrics(tmp_path, FIRED), *AS_OF).exit_code == 1
    assert run("revise", "last", "--note", "we stop the project", "--accept", *AS_OF).exit_code == 0


def test_a_lost_citation_is_shown_by_diff_and_by_revise(run: Run, stage: Stage, kept: Turn, tmp_path: Path) -> None:
    before = support()
    lost = before.citations[0]
    after = changed(before, {"citations": [c.model_dump(mode="json") for c in before.citations[1:]]})
    told = f"Citation lost: [{lost.note}] “{lost.quote[:40]}"
    for name, plan in (("a.json", before), ("b.json", after)):
        (tmp_path / name).write_text(schema.dump(plan), encoding="utf-8")
    assert told in run("diff", str(tmp_path / "a.json"), str(tmp_path / "b.json")).stdout
    drafting(stage, after)
    assert told in run("revise", "last", "--note", "it is live").stdout


def test_a_decision_without_its_role_is_refused_before_any_work(run: Run, own_home: Path, tmp_path: Path) -> None:
    assert run("plan", "Support bot for our returns policy; two engineers, eight weeks.").exit_code == 0
    gone = str(tmp_path / "not-there.csv")
    result = run("revise", "last", "--note", "budget halved", "--metrics", gone, "--decision", "two weeks more")
    assert result.exit_code == 2
    assert "A decision needs its reason and who answers for it" in result.stderr
    assert "drafting again" not in result.stderr
    assert "cannot be read" not in result.stderr


def test_of_several_answers_the_idle_one_is_named(run: Run, own_home: Path) -> None:
    assert run("plan", "Support bot for our returns policy; two engineers, eight weeks.").exit_code == 0
    plan = from_json(run("export", "last", "--to", "json").stdout)
    number = {q["text"][:10]: i for i, q in enumerate(plan["questions"], 1)}
    leave = next(i for text, i in number.items() if text.startswith("May "))
    tools = next(i for text, i in number.items() if text.startswith("Must it"))
    result = from_json(run("revise", "last", "--answer", f"Q{leave}=no", "--answer", f"Q{tools}=no", "--json").stdout)
    (idle,) = result["moves_nothing"]
    assert idle.startswith("The answer to “Must it change accounts") and "had taken “No” already" in idle
    assert "verdict" in str(result["changes"])

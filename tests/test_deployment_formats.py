"""Deployment files in, server settings with their places out: one test or more for each format."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocklint.deployment.files import find, is_deployment_file, load
from blocklint.deployment.reading import read, read_each
from blocklint.deployment.setting import ServerSetting
from blocklint.sources.source import Unreadable


def settings(path: str, text: str) -> list[ServerSetting]:
    return read({path: dedent(text)})


def only(path: str, text: str) -> ServerSetting:
    (setting,) = settings(path, text)
    return setting


def brief(setting: ServerSetting) -> tuple[str, str | None, bool, int | None, int, int, str]:
    return (
        *(setting.server, setting.target, setting.reload, setting.workers),
        *(setting.line, setting.column, setting.source),
    )


# Dockerfile


def test_dockerfile_exec_form_over_continued_lines_with_a_comment() -> None:
    setting = only(
        "Dockerfile",
        """\
        # syntax=docker/dockerfile:1
        FROM python:3.12
        RUN pip install \\
            # the server
            uvicorn
        CMD ["uvicorn", "app.main:app", \\
             "--reload"]
        """,
    )

    assert ("uvicorn", "app.main:app", True, None, 6, 7, "Dockerfile CMD") == brief(setting)
    assert setting.development is False


def test_dockerfile_shell_form_passes_by_what_only_names_the_server() -> None:
    setting = only("Dockerfile", "FROM x\nCMD pip install uvicorn && exec uvicorn app:app --workers ${WORKERS:-4}\n")

    assert ("uvicorn", "app:app", False, 4, 2, 33, "Dockerfile CMD") == brief(setting)


def test_dockerfile_entrypoint_and_command_are_one_command() -> None:
    setting = only("Dockerfile", 'FROM x\nENTRYPOINT ["tini", "--", "uvicorn"]\nCMD ["app:app", "--reload"]\n')

    assert ("uvicorn", "app:app", True, None, 2, 28, "Dockerfile ENTRYPOINT") == brief(setting)


def test_dockerfile_entrypoint_script_executes_the_command() -> None:
    setting = only("Dockerfile", 'FROM x\nENTRYPOINT ["/entrypoint.sh"]\nCMD ["uvicorn", "app:app"]\n')

    assert ("uvicorn", "app:app", 3) == (setting.server, setting.target, setting.line)


def test_dockerfile_only_the_last_command_of_a_stage_counts() -> None:
    assert ["b:app"] == [
        setting.target for setting in settings("Dockerfile", "FROM x\nCMD uvicorn a:app\nCMD uvicorn b:app\n")
    ]


def test_dockerfile_stages_have_their_own_commands_and_the_variables_of_their_base() -> None:
    found = settings(
        "Dockerfile",
        """\
        FROM python AS base
        ENV WEB_CONCURRENCY=3
        CMD uvicorn app:app
        FROM base AS development
        CMD uvicorn app:app --reload
        FROM base
        """,
    )

    assert [(False, 3, False), (True, 3, True), (False, 3, False)] == [
        (setting.reload, setting.workers, setting.development) for setting in found
    ]


def test_dockerfile_variables_alone_speak_of_the_command_that_stands_elsewhere() -> None:
    setting = only("Dockerfile.dev", "FROM x\nENV A=1 \\\n  UVICORN_RELOAD=true\n")

    assert ("uvicorn", None, True, None, 3, 3, "Dockerfile ENV") == brief(setting)
    assert setting.development is True


def test_dockerfile_here_documents_are_scripts() -> None:
    found = settings(
        "Dockerfile",
        """\
        FROM x
        RUN <<EOF
        set -e
        uvicorn a:app --reload
        EOF
        COPY --chmod=755 <<run.sh /run.sh
        #!/bin/sh
        exec granian b:app --workers 4
        run.sh
        CMD hypercorn c:app
        """,
    )

    assert [("uvicorn", 4), ("granian", 8), ("hypercorn", 10)] == [(setting.server, setting.line) for setting in found]


def test_dockerfile_escape_directive() -> None:
    setting = only("Dockerfile", "# escape=`\nFROM x\nCMD uvicorn app:app `\n  --reload\n")

    assert setting.reload


def test_dockerfile_command_in_a_list_that_is_no_json_is_taken_for_shell() -> None:
    assert [] == settings("Dockerfile", "FROM x\nCMD ['uvicorn', 'app:app']\n")


# compose


def test_compose_string_list_and_block() -> None:
    found = settings(
        "compose.yaml",
        """\
        services:
          one:
            command: uvicorn one:app --workers ${WORKERS:-2}
          two:
            command: ["uvicorn", "two:app", "--reload"]
          three:
            command:
              - sh
              - -c
              - |
                alembic upgrade head
                uvicorn three:app --reload
        """,
    )

    assert [
        ("uvicorn", "one:app", False, 2, 3, 14, "compose one"),
        ("uvicorn", "two:app", True, None, 5, 16, "compose two"),
        ("uvicorn", "three:app", True, None, 12, 9, "compose three"),
    ] == [brief(setting) for setting in found]


def test_compose_environment_as_mapping_list_and_merged() -> None:
    found = settings(
        "docker-compose.yml",
        """\
        x-base: &base
          environment:
            UVICORN_RELOAD: "true"
        services:
          merged:
            <<: *base
            command: uvicorn app:app
          listed:
            environment:
              - GRANIAN_RELOAD=1
          elsewhere:
            environment:
              WEB_CONCURRENCY: 4
            command: uvicorn app:app
        """,
    )

    assert [
        ("uvicorn", "app:app", True, None, 7, 14, "compose merged"),
        ("granian", None, True, None, 10, 9, "compose listed environment"),
        ("uvicorn", "app:app", False, 4, 14, 14, "compose elsewhere"),
    ] == [brief(setting) for setting in found]


def test_compose_entrypoint_goes_before_the_command() -> None:
    setting = only(
        "compose.override.yml",
        """\
        services:
          web:
            entrypoint: !override ["dumb-init", "--", "fastapi"]
            command: ["dev", "app.py"]
        """,
    )

    assert ("fastapi", "app.py", True, None, 3, 48, "compose web") == brief(setting)
    assert setting.development is True


def test_compose_that_merges_itself_ends() -> None:
    assert [] == settings("compose.yaml", "services: &a\n  <<: *a\n  uvicorn:\n    command: *a\n")


# Procfile, Makefile, justfile, scripts


def test_procfile() -> None:
    production = settings("Procfile", "web: gunicorn -k uvicorn.workers.UvicornWorker app:app\nworker: celery\n")
    development = only("Procfile.dev", "web: uvicorn app:app --reload\n")

    assert [("gunicorn", "app:app", False, None, 1, 6, "Procfile web")] == [brief(setting) for setting in production]
    assert [False, True] == [production[0].development, development.development]


def test_makefile_variables_prefixes_and_inline_recipes() -> None:
    found = settings(
        "Makefile",
        """\
        PYTHON ?= .venv/bin/python
        RUN := $(PYTHON) -m
        export WEB_CONCURRENCY = 5
        WORKERS = 9
        .PHONY: dev
        dev: install ## don't say uvicorn a:b here
        \t@$(RUN) uvicorn app:app \\
        \t  --reload
        serve-prod: ; uvicorn app:app --port $${PORT}
        install:
        \tpip install uvicorn
        """,
    )

    assert [
        ("uvicorn", "app:app", True, 5, 7, 10, "Makefile dev"),
        ("uvicorn", "app:app", False, 5, 9, 15, "Makefile serve-prod"),
    ] == [brief(setting) for setting in found]
    assert [True, False] == [setting.development for setting in found]


def test_makefile_variables_that_name_each_other_end() -> None:
    assert [] == settings("Makefile", "A = $(B)$(B) uvicorn\nB = $(A)$(A)\nall:\n\t$(A)\n")


def test_justfile() -> None:
    setting = only(
        "justfile",
        """\
        port := "80"
        dev *arguments:
            @uv run uvicorn app:app --port {{ port }} --reload {{arguments}}
        """,
    )

    assert ("uvicorn", "app:app", True, None, 3, 13, "justfile dev") == brief(setting)
    assert setting.option("port") == "80"


def test_shell_script_variables_conditions_and_here_documents() -> None:
    setting = only(
        "bin/start.sh",
        """\
        #!/bin/bash
        # uvicorn x:y
        OPTIONS="--reload"
        cat <<EOF > x
        uvicorn no:app
        EOF
        if [ $# -eq 0 ]; then
          exec uvicorn app:app $OPTIONS
        fi
        """,
    )

    assert ("uvicorn", "app:app", True, None, 8, 8, "shell script") == brief(setting)


def test_shell_script_command_over_lines_and_in_quotes() -> None:
    setting = only("run.sh", 'bash -c "\nset -e\nexec uvicorn app:app \\\n  --reload\n"\n')

    assert ("app:app", True, 3) == (setting.target, setting.reload, setting.line)


def test_batch_file_and_power_shell() -> None:
    batch = only("dev.bat", "set A=1\r\n.venv\\Scripts\\uvicorn.exe app:app ^\r\n  --reload\r\n")
    power = only("dev.ps1", "uvicorn app:app `\n  --reload\n")

    assert [("app:app", True, 2, 15, True), ("app:app", True, 1, 1, True)] == [
        (setting.target, setting.reload, setting.line, setting.column, setting.development)
        for setting in (batch, power)
    ]


# pyproject.toml


def test_pyproject_tasks_of_each_runner() -> None:
    found = settings(
        "pyproject.toml",
        """\
        [project]
        dependencies = ["uvicorn", "fastapi"]
        [tool.poe.tasks]
        dev = "uvicorn a:app --reload"
        serve.cmd = "uvicorn b:app"
        serve.env = { WEB_CONCURRENCY = "9" }
        both = [{ cmd = "uvicorn c:app" }, "dev"]
        [tool.poe.tasks."long one"]
        shell = '''
        cd src
        uvicorn d:app
        '''
        [tool.pdm.scripts]
        start = { cmd = ["uvicorn", "e:app"] }
        [tool.hatch.envs.dev.scripts]
        run = ["echo", "uvicorn f:app"]
        [tool.taskipy.tasks]
        deploy = { cmd = "uvicorn g:app", help = "uvicorn x:app" }
        """,
    )

    assert [
        ("a:app", None, 4, "pyproject.toml poe dev", True),
        ("b:app", 9, 5, "pyproject.toml poe serve", None),
        ("c:app", None, 7, "pyproject.toml poe both", None),
        ("d:app", None, 11, "pyproject.toml poe long one", None),
        ("e:app", None, 14, "pyproject.toml pdm start", None),
        ("f:app", None, 16, "pyproject.toml hatch run", True),
        ("g:app", None, 18, "pyproject.toml taskipy deploy", False),
    ] == [(setting.target, setting.workers, setting.line, setting.source, setting.development) for setting in found]


def test_fastapi_finds_its_target_in_the_nearest_pyproject() -> None:
    found = read(
        {
            "pyproject.toml": '[tool.fastapi]\nentrypoint = "outer:app"\n',
            "service/pyproject.toml": '[tool.fastapi]\nentrypoint = "inner:app"\n',
            "service/deploy/Procfile": "web: fastapi run\nother: fastapi run main.py\n",
            "Makefile": "dev:\n\tfastapi dev\n",
        }
    )

    assert ["inner:app", "main.py", "outer:app"] == [setting.target for setting in found]


def test_fastapi_takes_the_only_entrypoint_of_the_project() -> None:
    files = {
        "compose.yaml": "services: {web: {build: ./backend, command: fastapi run}}\n",
        "backend/pyproject.toml": '[tool.fastapi]\nentrypoint = "app.main:app"\n',
    }

    assert ["app.main:app"] == [setting.target for setting in read(files)]


# Variables, editors, process managers, clusters


def test_environment_file() -> None:
    setting = only(".env.local", "# UVICORN_RELOAD=0\nexport UVICORN_RELOAD = 'true'  # yes\nWEB_CONCURRENCY=\"2\"\n")

    assert ("uvicorn", None, True, 2, "environment file") == (*brief(setting)[:4], setting.source)
    assert setting.development is True
    assert [] == settings(".env", "SECRET_OF_UVICORN=1\nDATABASE_URL=x\n")


def test_package_json_scripts() -> None:
    found = settings(
        "package.json",
        """\
        {
        \t"name": "uvicorn app:app",
        \t"scripts": {
        \t\t"build": "echo uvicorn",
        \t\t"dev": "concurrently \\"vite\\" \\"uvicorn app:app --reload\\""
        \t}
        }
        """,
    )

    assert [("uvicorn", "app:app", True, None, 5, 35, "package.json dev")] == [brief(setting) for setting in found]
    assert found[0].development is True


def test_launch_json_with_comments_and_commas_too_many() -> None:
    found = settings(
        ".vscode/launch.json",
        """\
        {
          // "module": "uvicorn"
          "configurations": [
            { "name": "web", "module": "uvicorn", "args": ["app:app", "--reload"], /* both */ },
            { "name": "api", "type": "debugpy", "module": "fastapi", "args": "dev app.py", "env": {"A": "//"}, },
            { "name": "this file", "program": "${file}" },
            { "name": "web again", "module": "uvicorn", "args": ["app:app"] },
          ],
        }
        """,
    )

    assert [
        ("uvicorn", "app:app", True, 4, "launch.json web", True),
        ("fastapi", "app.py", True, 5, "launch.json api", True),
        ("uvicorn", "app:app", False, 7, "launch.json web again", True),
    ] == [
        (setting.server, setting.target, setting.reload, setting.line, setting.source, setting.development)
        for setting in found
    ]


def test_systemd_unit() -> None:
    setting = only(
        "web.service",
        """\
        [Service]
        ExecStart=/srv/.venv/bin/gunicorn app:app \\
            -k uvicorn.workers.UvicornWorker
        Environment=WEB_CONCURRENCY=4 "A=b c"
        """,
    )

    assert ("gunicorn", "app:app", False, 4, 2, 26, "systemd ExecStart") == brief(setting)
    assert setting.development is False


def test_supervisor_programs_have_their_own_environments() -> None:
    found = settings(
        "supervisord.conf",
        """\
        [program:web]
        command=uvicorn app:app ; a comment
        environment=UVICORN_RELOAD="1",A='b'
        [program:other]
        command=uvicorn other:app
        """,
    )

    assert [("app:app", True, "supervisor web"), ("other:app", False, "supervisor other")] == [
        (setting.target, setting.reload, setting.source) for setting in found
    ]


def test_taskfile() -> None:
    found = settings(
        "Taskfile.yml",
        """\
        vars:
          APP: app:app
        tasks:
          dev: uvicorn {{.APP}} --reload
          serve:
            env:
              WEB_CONCURRENCY: 3
            cmds:
              - cmd: pip install uvicorn
              - uvicorn app:app {{.CLI_ARGS}}
        """,
    )

    assert [
        ("uvicorn", "app:app", True, None, 4, 8, "Taskfile dev"),
        ("uvicorn", "app:app", False, 3, 10, 9, "Taskfile serve"),
    ] == [brief(setting) for setting in found]


def test_kubernetes_containers_of_any_kind() -> None:
    found = settings(
        "deploy/web.yaml",
        """\
        kind: Deployment
        spec:
          template:
            spec:
              initContainers:
                - name: migrate
                  command: ["alembic", "upgrade", "head"]
              containers:
                - name: web
                  command: ["uvicorn"]
                  args: ["app:app", "--workers", "4"]
                - name: image
                  env:
                    - { name: GRANIAN_WORKERS, value: "2" }
        ---
        kind: CronJob
        spec:
          jobTemplate:
            spec:
              template:
                spec:
                  containers: [{ name: shell, args: ["sh", "-c", "uvicorn job:app"] }]
        """,
    )

    assert [
        ("uvicorn", "app:app", False, 4, 10, 22, "Kubernetes web"),
        ("granian", None, False, 2, 14, 23, "Kubernetes image env"),
        ("uvicorn", "job:app", False, None, 22, 59, "Kubernetes shell"),
    ] == [brief(setting) for setting in found]


@pytest.mark.parametrize(
    "text",
    [
        "kind: Deployment\nspec:\n  {{- if x }}\n  containers: uvicorn\n",
        "containers:\n  - command: [uvicorn, 'app:app']\n",
        "kind: Pod\nspec: &a\n  spec: *a\n  containers: [*a, uvicorn]\n",
    ],
)
def test_other_yaml_says_nothing(text: str) -> None:
    assert [] == list(read_each({"values.yaml": text}))


# All formats


@pytest.mark.parametrize(
    ("path", "text", "line", "column"),
    [
        ("compose.yaml", "services: [uvicorn\n", 2, 1),
        ("compose.yaml", "services:\n\tweb: uvicorn\n", 2, 1),
        ("pyproject.toml", "[tool.fastapi\n", 1, 14),
        ("package.json", '{"scripts": {\n"dev": uvicorn}}', 2, 8),
    ],
)
def test_a_malformed_file_is_a_value(path: str, text: str, line: int, column: int) -> None:
    (found,) = read_each({path: text})

    assert isinstance(found, Unreadable)
    assert (path, line, column) == (found.path, found.line, found.column)
    assert "\n" not in found.reason
    assert [] == read({path: text})


def test_files_that_name_no_server_or_have_no_reader_say_nothing() -> None:
    files = {"compose.yaml": "services: [", "README.md": "uvicorn app:app", "app.py": "uvicorn.run('app:app')"}

    assert [] == list(read_each(files))


NAMES = (
    *("Dockerfile", "compose.yaml", "Procfile", "Makefile", "justfile", "run.sh", "run.bat", "run.ps1"),
    *("pyproject.toml", ".env", "package.json", ".vscode/launch.json", "web.service", "supervisord.conf"),
    *("Taskfile.yml", "k8s/web.yaml"),
)


@pytest.mark.parametrize("path", NAMES)
@given(
    st.lists(
        st.sampled_from(
            [
                *("FROM x AS dev", "CMD ", "ENTRYPOINT ", '["uvicorn"', ', "a:b"]', "RUN <<EOF", "EOF", "ENV A=", "\\"),
                *("services:", "  web:", "    command: ", "    environment:", "- ", "<<: *a", "&a ", "!x ", "{", "}"),
                *("|", "dev:", "\t", "@", "$(A)", "A = ", "export ", "uvicorn a:b --reload", '"', "'", "`", "^"),
                *("cat <<EOF", "{{", "ExecStart=", "[program:x]", "command=", "kind: Pod\nspec:\n  containers:\n  - "),
                *("[tool.poe.tasks]", "dev = ", "[[", "]", '"""', "\n", "\r\n", "\n  ", " ", "\x85", "\u2028", "é"),
            ]
        )
        | st.text(max_size=6),
        max_size=30,
    ).map("".join)
)
def test_no_text_raises_and_places_lie_in_the_text(path: str, text: str) -> None:
    text += "\nuvicorn a:b --reload\n"
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    for found in read_each({path: text}):
        assert 1 <= found.line <= len(lines)
        assert 1 <= found.column <= len(lines[found.line - 1]) + 1


def test_files_are_found_and_loaded(tmp_path: Path) -> None:
    for name in ("Dockerfile", "deploy/Dockerfile.dev", "x/Makefile", "ignored/Procfile", "node_modules/a/Dockerfile"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"\xef\xbb\xbfFROM x\nCMD uvicorn a:b \xff\n")
    (tmp_path / ".gitignore").write_text("/ignored\n")
    (tmp_path / "Procfile").write_text("web: ruby app.rb\n")
    (tmp_path / "app.py").write_text("")

    found = find(tmp_path, lambda path: path.startswith("x/"), isolated=True)

    assert ["Dockerfile", "Procfile", "deploy/Dockerfile.dev"] == found
    assert [("Dockerfile", "FROM x\nCMD uvicorn a:b \ufffd\n")] == list(
        load(tmp_path, ["Dockerfile", "Procfile", "gone"])
    )


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        *((name, True) for name in NAMES),
        *((name, True) for name in ("api.Dockerfile", "Containerfile", "docker-compose.prod.yml", "GNUmakefile")),
        *((name, True) for name in ("rules.mk", ".justfile", "Procfile.dev", "docker/web/Dockerfile", "entrypoint")),
        *((name, False) for name in ("app.py", "README.md", "composer.json", "values.toml", "dockerfile.py")),
        *((name, False) for name in ("compose.py", "Dockerfile.dockerignore", "makefile.py", "pyproject.toml.bak")),
    ],
)
def test_files_are_known_by_their_names(name: str, wanted: bool) -> None:
    assert is_deployment_file(name) is wanted

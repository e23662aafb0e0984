using System.Diagnostics;
using System.Net;
using Xunit;

namespace Architecture.Tests;

/// <summary>
/// Rules of ./platform test: a failed test runs once more, and a change runs the suites that depend on it. The tests
/// run the functions of the script; only dotnet is replaced by a fake with prepared result files.
/// </summary>
public sealed class ScriptTests : IDisposable
{
    const string StandIn = """
        #!/usr/bin/env bash
        n=$(($(cat "$FAKE/count" 2>/dev/null || echo 0) + 1)) && echo "$n" >"$FAKE/count"
        echo "$*" >>"$FAKE/calls"
        for argument in "$@"; do [[ $argument != trx* ]] || name=${argument#*=}; done
        cp "$FAKE/$n.trx" "$FAKE/results/$name" 2>/dev/null
        cat "$FAKE/$n.log" 2>/dev/null
        exit "$(cat "$FAKE/$n.code")"
        """;

    readonly string _folder = Directory.CreateTempSubdirectory("script-").FullName;

    public ScriptTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "results"));
        var program = Path.Combine(_folder, "dotnet");
        File.WriteAllText(program, StandIn);
        using var made = Process.Start("chmod", ["+x", program])!;
        made.WaitForExit();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_failed_test_that_passes_in_the_second_run_is_flaky_and_does_not_fail_the_run()
    {
        Answer(1, 1, ("T.A", "Passed", ""), ("T.B", "Failed", "the <clock> was late"));
        Answer(2, 0, ("T.B", "Passed", ""));
        Assert.Equal(
            "2 passed, 0 failed, 0 skipped; broken: ; flaky: T.B (first failure: the <clock> was late)",
            await SuiteAsync()
        );
    }

    [Fact]
    public async Task A_test_that_fails_twice_fails_the_run()
    {
        Answer(1, 1, ("T.A", "Passed", ""), ("T.B", "Failed", "first"), ("T.C", "Failed", "first"));
        Answer(2, 1, ("T.B", "Failed", "second"), ("T.C", "Passed", ""));
        Assert.Equal(
            "2 passed, 1 failed, 0 skipped; broken: Toy; flaky: T.C (first failure: first)",
            await SuiteAsync()
        );
    }

    [Fact]
    public async Task Only_failed_tests_run_again_and_a_case_of_a_theory_by_its_method()
    {
        Answer(
            1,
            1,
            ("T.A", "Passed", ""),
            ("T.B(text: \"a(b|c)&d\")", "Failed", "x"),
            ("T.B(text: \"e\")", "Failed", "y")
        );
        Answer(2, 0, ("T.B(text: \"a(b|c)&d\")", "Passed", ""), ("T.B(text: \"e\")", "Passed", ""));
        Assert.Equal(
            "3 passed, 0 failed, 0 skipped; broken: ; flaky: T.B(text: \"a(b|c)&d\") (first failure: x); "
                + "T.B(text: \"e\") (first failure: y)",
            await SuiteAsync()
        );
        var calls = await File.ReadAllLinesAsync(Path.Combine(_folder, "calls"));
        Assert.EndsWith("--filter Needs!=time", calls[0], StringComparison.Ordinal);
        Assert.EndsWith("--filter (Needs!=time)&(FullyQualifiedName=T.B)", calls[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_broke_off_is_repeated_as_a_whole()
    {
        Answer(1, 1, ("T.A", "Failed", "x"));
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "1.log"),
            "The active test run was aborted. Reason: it hung\n"
        );
        Answer(2, 0, ("T.A", "Passed", ""), ("T.B", "Passed", ""));
        Assert.Equal(
            "2 passed, 0 failed, 0 skipped; broken: ; flaky: Toy (first failure: the run broke off: "
                + "The active test run was aborted. Reason: it hung)",
            await SuiteAsync()
        );
    }

    [Fact]
    public async Task A_run_that_breaks_off_twice_fails_without_a_failed_test()
    {
        Answer(1, 1);
        Answer(2, 1);
        Assert.Equal("0 passed, 1 failed, 0 skipped; broken: Toy; flaky: ", await SuiteAsync());
    }

    [Fact]
    public async Task A_test_stays_failed_if_the_second_run_ends_before_it()
    {
        Answer(1, 1, ("T.A", "Failed", "x"));
        Answer(2, 0);
        Assert.Equal("0 passed, 1 failed, 0 skipped; broken: Toy; flaky: ", await SuiteAsync());
    }

    [Fact]
    public async Task Parallel_suites_are_counted_and_listed_with_the_others()
    {
        Answer(1, 1, ("T.A", "Passed", ""), ("T.B", "Failed", "late"));
        Answer(2, 0, ("T.B", "Passed", ""));
        Answer(3, 1, ("T.C", "Failed", "x"));
        Answer(4, 1, ("T.C", "Failed", "x"));
        Assert.Equal(
            "2 passed, 1 failed, 0 skipped; broken: Other; flaky: T.B (first failure: late)",
            await SuiteAsync("(suite Beside beside.csproj ''; suite Other other.csproj '') & wait $!")
        );
    }

    [Theory]
    [InlineData("README.md", "Architecture")]
    [InlineData("tests/Jobs.Tests/Scene.cs", "Architecture Jobs")]
    [InlineData("services/Census/Features/Visits/RecordVisit.cs", "Architecture Census Contracts Platform")]
    [InlineData("gateway/AdmissionMiddleware.cs", "Architecture Gateway Platform")]
    [InlineData("charts/platform/values.yaml", "Architecture Charts ServiceDefaults")]
    [InlineData("tests/Stories/StoryIds.cs", "Architecture Charts Platform")]
    [InlineData(
        "contracts/IEvent.cs",
        "Architecture Census Charts Contracts Gateway Jobs Organizations Platform ServiceDefaults Training"
    )]
    [InlineData(
        ".platform/build.sh",
        "Architecture Census Charts Contracts Gateway Jobs Organizations Platform ServiceDefaults Training"
    )]
    [InlineData(
        "Directory.Packages.props",
        "Architecture Census Charts Contracts Gateway Jobs Organizations Platform ServiceDefaults Training"
    )]
    public async Task A_change_runs_the_suites_that_depend_on_it(string file, string suites)
    {
        var said = await BashAsync($"touched_tests <<<'{file}'");
        Assert.Equal(suites, said.Replace(".Tests", "", StringComparison.Ordinal).Replace('\n', ' '));
    }

    [Fact]
    public async Task No_change_runs_no_suite() => Assert.Equal("", await BashAsync("touched_tests <<<''"));

    [Theory]
    [InlineData("FullyQualifiedName~VisitTests", "Census")]
    [InlineData("FullyQualifiedName~VisitTests|FullyQualifiedName~StudioTests", "Census Organizations")]
    [InlineData("FullyQualifiedName~VisitTests|Needs=time", "")]
    public async Task A_class_without_a_suite_runs_the_suites_that_have_it(string filter, string suites)
    {
        var said = await BashAsync($"test_projects_of '{filter}'");
        Assert.Equal(suites, said.Replace(".Tests", "", StringComparison.Ordinal).Replace('\n', ' '));
    }

    /// <summary>Sets the result of the run with this number.</summary>
    void Answer(int run, int code, params (string Name, string Outcome, string Said)[] tests)
    {
        File.WriteAllText(Path.Combine(_folder, $"{run}.code"), $"{code}");
        if (tests.Length == 0)
            return;
        var results = tests.Select(t =>
            $"    <UnitTestResult testName=\"{WebUtility.HtmlEncode(t.Name)}\" outcome=\"{t.Outcome}\""
            + (
                t.Said.Length == 0
                    ? " />"
                    : $">\n<Message>{WebUtility.HtmlEncode(t.Said)}\n</Message>\n</UnitTestResult>"
            )
        );
        int Count(string outcome) => tests.Count(t => t.Outcome == outcome);
        File.WriteAllText(
            Path.Combine(_folder, $"{run}.trx"),
            $"{string.Join('\n', results)}\n<Counters total=\"{tests.Length}\" "
                + $"passed=\"{Count("Passed")}\" failed=\"{Count("Failed")}\" />\n"
        );
    }

    async Task<string> SuiteAsync(string suites = "suite Toy toy.csproj 'Needs!=time'") =>
        (
            await BashAsync(
                $$"""
                results=$FAKE/results hang=1m
                { {{suites}}; } >&2
                sums
                flaky=$(printf '; %s' "${flaky[@]}")
                echo "$passed passed, $failed failed, $skipped skipped; broken: ${broken[*]}; flaky: ${flaky:2}"
                """
            )
        ).Trim('\n');

    async Task<string> BashAsync(string commands)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"source '{Tree.Root}/platform'\n{commands}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FAKE"] = _folder;
        start.Environment["PATH"] = $"{_folder}:{start.Environment["PATH"]}";
        using var bash = Process.Start(start)!;
        var error = bash.StandardError.ReadToEndAsync();
        var said = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        Assert.True(bash.ExitCode == 0, await error + said);
        return said.TrimEnd('\n');
    }
}

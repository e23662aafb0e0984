using System.Diagnostics;
using System.Text.RegularExpressions;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>The first commands of the README work when they are copied.</summary>
public sealed partial class ReadmeTests(PlatformFixture platform)
{
    [Theory, InlineData("README.md"), InlineData("README.zh-CN.md")]
    public async Task The_first_call_is_answered_as_the_page_says(string page)
    {
        var text = await File.ReadAllTextAsync(
            Path.Combine(TestServers.Root, page),
            TestContext.Current.CancellationToken
        );
        var call = FirstCall().Match(text).Value.Trim('`');
        var said = call.Split('\n').Single(l => l.StartsWith("# ", StringComparison.Ordinal))[2..];
        var answer = await RunAsync(
            call.Replace("localhost:8080", platform.Gateway.Authority, StringComparison.Ordinal)
        );
        // "..." replaces a part that is long or different each time.
        Assert.Matches("^" + string.Join(".+", said.Split("...").Select(Regex.Escape)) + "$", answer);
    }

    static async Task<string> RunAsync(string script)
    {
        using var shell = Process.Start(
            new ProcessStartInfo("bash", ["-e", "-c", script])
            {
                RedirectStandardOutput = true,
                Environment = { ["no_proxy"] = "*" },
            }
        )!;
        var answer = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return answer;
    }

    [GeneratedRegex("```\n[^`]*/dev/token[^`]*```")]
    private static partial Regex FirstCall();
}

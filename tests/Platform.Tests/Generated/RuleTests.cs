using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using ServiceDefaults.Http;
using Testing;
using Xunit;

namespace Platform.Tests.Generated;

/// <summary>
/// The rules that the documents say of the members of each body are those that the services check: what breaks one is
/// refused with its code, at its place.
/// </summary>
[Collection(GeneratedSuites.Name)]
public sealed class RuleTests(GeneratedFixture platform, ITestOutputHelper output)
{
    IEnumerable<Operation> Written => platform.All.Where(o => o.Body is { Kind: Kind.Object });

    [Fact]
    public async Task An_empty_body_is_refused_at_each_member_that_the_document_requires()
    {
        var required = Written.Where(o => o.Body!.Parts.Any(m => m.Required));
        await AllAsync([.. required.Select(o => TrialOf(new(o, "body", "", o.Body!), "{}"))], (trial, answer) =>
            Errors(answer)
                .Where(e => e.Code == PlatformProblems.Required.Code)
                .Select(e => e.Pointer)
                .Order()
                .SequenceEqual(trial.Place.Member.Parts.Where(m => m.Required).Select(m => $"/{m.Name}").Order())
        );
    }

    [Fact]
    public async Task A_text_longer_than_the_document_allows_is_refused() =>
        await BreakAsync(
            m => m.Limits.Longest is not null && m.Codes.Count == 0,
            m => Json(new string('长', m.Limits.Longest!.Value + 1)),
            PlatformProblems.TooLong
        );

    [Fact]
    public async Task A_code_that_the_document_does_not_name_is_refused() =>
        await BreakAsync(m => m.Codes.Count > 0, _ => Json("no-such-code"), PlatformProblems.UnknownCode);

    [Fact]
    public async Task A_number_above_the_most_of_the_document_is_refused() =>
        await BreakAsync(
            m => m.Limits.Most < int.MaxValue,
            m => (m.Limits.Most!.Value + 1).ToString(CultureInfo.InvariantCulture),
            PlatformProblems.OutOfRange
        );

    [Fact]
    public async Task A_number_below_the_least_of_the_document_is_refused() =>
        await BreakAsync(
            m => m.Limits.Least is not null,
            m => (m.Limits.Least!.Value - 1).ToString(CultureInfo.InvariantCulture),
            PlatformProblems.OutOfRange
        );

    [Fact]
    public async Task A_text_of_another_form_than_the_document_says_is_refused() =>
        await BreakAsync(
            m => m.Limits.Pattern is not null,
            // A time of day is read before rules are looked at.
            _ => Json("?"),
            PlatformProblems.Format,
            PlatformProblems.Malformed.Code
        );

    [Fact]
    public async Task A_list_of_more_elements_than_the_document_allows_is_refused() =>
        await BreakAsync(
            m => m.Limits.Items is not null,
            m => $"[{string.Join(',', Enumerable.Repeat(ElementOf(m), m.Limits.Items!.Value + 1))}]",
            PlatformProblems.TooLong
        );

    /// <summary>Sends each member for which the rule stands a value that breaks it.</summary>
    /// <param name="or">The code of the problem that may come in the place of the rule's.</param>
    async Task BreakAsync(Func<Member, bool> stands, Func<Member, string> broken, FieldRule rule, string? or = null)
    {
        var places = Written.SelectMany(Trial.Places).Where(p => p.In == "body" && stands(p.Member));
        await AllAsync([.. places.Select(p => TrialOf(p, broken(p.Member)))], (trial, answer) =>
            Errors(answer).Contains((trial.Place.Pointer, rule.Code))
            || (or is not null && answer.Text.Contains(or, StringComparison.Ordinal))
        );
    }

    async Task AllAsync(IReadOnlyList<Trial> all, Func<Trial, Answer, bool> isRight)
    {
        Assert.NotEmpty(all);
        ConcurrentQueue<string> wrong = [];
        await Parallel.ForEachAsync(all, DirectClient.AtOnce, async (trial, _) =>
        {
            var client = platform.Able(trial.Place.Operation);
            var answer = await trial.SendAsync(client, Guid.NewGuid().ToString("N"));
            if (answer.Status != 400 || !isRight(trial, answer))
                wrong.Enqueue($"{trial.Place}: {answer.Status} {answer.Text}");
        });
        output.WriteLine($"{all.Count} places");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {all.Count}:\n{string.Join('\n', wrong.Order().Take(40))}");
    }

    /// <summary>
    /// The example of the document with one thing wrong. Records of the path need not be there: the rules of members are
    /// looked at before.
    /// </summary>
    static Trial TrialOf(Place place, string broken)
    {
        var path = place.Operation.Path.ToDictionary(
            m => m.Name,
            m => m.Kind == Kind.Id ? Guid.CreateVersion7().ToString() : "1"
        );
        return new(
            place,
            new(place.Operation, path, new Dictionary<string, string>(), place.Operation.Example),
            broken
        );
    }

    static string ElementOf(Member list) =>
        list.Element.Kind switch
        {
            Kind.Object => "{}",
            Kind.Id => Json(Guid.CreateVersion7().ToString()),
            Kind.Whole or Kind.Number => "1",
            Kind.Day => Json("2026-03-08"),
            _ => Json(list.Element.Codes.FirstOrDefault("a")),
        };

    static string Json(string text) => JsonSerializer.Serialize(text);

    static IEnumerable<(string Pointer, string Code)> Errors(Answer answer) =>
        answer.Body.TryGetProperty("errors", out var errors)
            ? errors
                .EnumerateArray()
                .Select(e => (e.GetProperty("pointer").GetString()!, e.GetProperty("code").GetString()!))
            : [];
}

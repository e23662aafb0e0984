using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using ServiceDefaults.Http;
using Testing;
using Xunit;

namespace Platform.Tests.Generated;

/// <summary>
/// The services enforce the rules of the documents for the members of each body: a violation is refused with the code
/// of the rule at the pointer of the member.
/// </summary>
[Collection(GeneratedSuites.Name)]
public sealed class RuleTests(GeneratedFixture platform, ITestOutputHelper output)
{
    IEnumerable<Operation> Written => platform.All.Where(o => o.Body is { Kind: Kind.Object });

    [Fact]
    public async Task An_empty_body_is_refused_at_each_member_that_the_document_requires()
    {
        var required = Written.Where(o => o.Body!.Parts.Any(m => m.Required));
        await AllAsync([.. required.Select(o => MutationOf(new(o, "body", "", o.Body!), "{}"))], (mutation, answer) =>
            Errors(answer)
                .Where(e => e.Code == PlatformProblems.Required.Code)
                .Select(e => e.Pointer)
                .Order()
                .SequenceEqual(mutation.Location.Member.Parts.Where(m => m.Required).Select(m => $"/{m.Name}").Order())
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
    public async Task A_number_above_the_maximum_of_the_document_is_refused() =>
        await BreakAsync(
            m => m.Limits.Most < int.MaxValue,
            m => (m.Limits.Most!.Value + 1).ToString(CultureInfo.InvariantCulture),
            PlatformProblems.OutOfRange
        );

    [Fact]
    public async Task A_number_below_the_minimum_of_the_document_is_refused() =>
        await BreakAsync(
            m => m.Limits.Least is not null,
            m => (m.Limits.Least!.Value - 1).ToString(CultureInfo.InvariantCulture),
            PlatformProblems.OutOfRange
        );

    [Fact]
    public async Task A_text_that_breaks_the_pattern_of_the_document_is_refused() =>
        await BreakAsync(
            m => m.Limits.Pattern is not null,
            // A time of day is parsed before the rules are checked.
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

    [Fact]
    public async Task A_list_with_a_repeated_value_is_refused_where_the_document_says_that_it_occurs_once()
    {
        var lists =
            from location in Written.SelectMany(Mutation.Locations)
            where location.In == "body"
            from of in location.Member.Limits.Distinct ?? []
            select (location, of);
        var pointers = lists.ToDictionary(
            l => MutationOf(l.location, Repeated(l.location.Member, l.of)),
            l => l.location.Pointer + "/1" + (l.of == "" ? "" : $"/{l.of}")
        );
        await AllAsync([.. pointers.Keys], (mutation, answer) =>
            Errors(answer).Contains((pointers[mutation], PlatformProblems.Duplicate.Code))
        );
    }

    /// <summary>Two elements with the same value, in other respects perhaps invalid.</summary>
    static string Repeated(Member list, string of)
    {
        var element =
            of == "" ? ElementOf(list) : $"{{\"{of}\":{ValueOf(list.Element.Parts.Single(m => m.Name == of))}}}";
        return $"[{element},{element}]";
    }

    /// <summary>Sends a value that breaks the rule to each member with this rule.</summary>
    /// <param name="or">The code of another problem that is accepted instead.</param>
    async Task BreakAsync(Func<Member, bool> stands, Func<Member, string> broken, FieldRule rule, string? or = null)
    {
        var locations = Written.SelectMany(Mutation.Locations).Where(p => p.In == "body" && stands(p.Member));
        await AllAsync([.. locations.Select(p => MutationOf(p, broken(p.Member)))], (mutation, answer) =>
            Errors(answer).Contains((mutation.Location.Pointer, rule.Code))
            || (or is not null && answer.Text.Contains(or, StringComparison.Ordinal))
        );
    }

    async Task AllAsync(IReadOnlyList<Mutation> all, Func<Mutation, Answer, bool> isExpected)
    {
        Assert.NotEmpty(all);
        ConcurrentQueue<string> wrong = [];
        await Parallel.ForEachAsync(all, DirectClient.AtOnce, async (mutation, _) =>
        {
            var client = platform.Able(mutation.Location.Operation);
            var answer = await mutation.SendAsync(client, Guid.NewGuid().ToString("N"));
            if (answer.Status != 400 || !isExpected(mutation, answer))
                wrong.Enqueue($"{mutation.Location}: {answer.Status} {answer.Text}");
        });
        output.WriteLine($"{all.Count} members");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {all.Count}:\n{string.Join('\n', wrong.Order().Take(40))}");
    }

    /// <summary>
    /// A mutation of the example in the document. The records of the path need not exist: the service checks the rules of
    /// members first.
    /// </summary>
    static Mutation MutationOf(InputLocation location, string broken)
    {
        var path = location.Operation.Path.ToDictionary(
            m => m.Name,
            m => m.Kind == Kind.Id ? Guid.CreateVersion7().ToString() : "1"
        );
        return new(
            location,
            new(location.Operation, path, new Dictionary<string, string>(), location.Operation.Example),
            broken
        );
    }

    static string ElementOf(Member list) => ValueOf(list.Element);

    static string ValueOf(Member member) =>
        member.Kind switch
        {
            Kind.Object => "{}",
            Kind.Id => Json(Guid.CreateVersion7().ToString()),
            Kind.Whole or Kind.Number => "1",
            Kind.Day => Json("2026-03-08"),
            _ => Json(member.Codes.FirstOrDefault(member.Example ?? "a")),
        };

    static string Json(string text) => JsonSerializer.Serialize(text);

    static IEnumerable<(string Pointer, string Code)> Errors(Answer answer) =>
        answer.Body.TryGetProperty("errors", out var errors)
            ? errors
                .EnumerateArray()
                .Select(e => (e.GetProperty("pointer").GetString()!, e.GetProperty("code").GetString()!))
            : [];
}

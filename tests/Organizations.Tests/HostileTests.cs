using System.Text.Json;
using System.Text.RegularExpressions;
using Contracts.Organizations.V1;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Data;
using Testing;

namespace Organizations.Tests;

/// <summary>
/// No request to any route is answered with a 5xx, and a refused request leaves no rows. The bodies are made from the
/// types that each route binds: plausible but for one member. The tests use a database of their own, because accepted
/// requests change the rules for all.
/// </summary>
public partial class HostileTests
{
    const string Far = "99999999999999999999";

    static readonly string[] Bodies =
    [
        "",
        "null",
        "0",
        "\"text\"",
        "[]",
        "[[[[[[",
        "{}",
        "{\"x\":1}",
        "\u0000",
        "{\"name\":\"\\ud800\",\"reason\":\"\\udfff\",\"note\":\"\\ud800\"}",
        "{\"name\":{},\"validFrom\":[],\"personId\":7}",
        "{\"year\":1e400,\"points\":99999999999,\"validFrom\":\"10000-01-01\",\"personId\":\"x\"}",
    ];

    readonly List<string> _wrong = [];
    readonly List<string> _refused = [];
    TestService _service = null!;
    Client _caller = null!;
    Dictionary<string, Guid> _records = null!;

    [Fact]
    public async Task No_route_answers_5xx_and_refused_requests_leave_nothing()
    {
        await using var fixture = new OrganizationsFixture();
        await fixture.InitializeAsync();
        _service = fixture.Service;
        var province = await Province.NewAsync(_service);
        _records = await CountyRecords.MakeAsync(fixture, province);
        (_records["divisions"], _records["campaigns"]) = (
            (await province.Division(province.County)).Id,
            await fixture.Database.Find<Guid>("select id from campaigns")
        );
        (_records["households"], _records["members"]) = (
            await fixture.Database.Find<Guid>("select id from households"),
            await fixture.Database.Find<Guid>("select id from alliance_members")
        );
        _caller = _service.As(_records["people"]);
        foreach (var role in AccessMatrix.Roles)
            await _service.Grant(_caller.Subject, role, await province.Key(province.County));

        var routes = _service
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/organizations/v1/", StringComparison.Ordinal))
            .ToList();
        Assert.True(routes.Count > 150);
        foreach (var route in routes)
            if (MethodOf(route) == "GET")
                await ReadAsync(route);
            else
                await WriteAsync(route);
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
        Assert.Equal(
            0,
            await fixture.Database.Find<long>(
                "select count(*) from platform.idempotency where key = any (@refused)",
                new { refused = _refused.ToArray() }
            )
        );
        Assert.DoesNotContain(_service.Log, l => l.Contains("unhandled", StringComparison.Ordinal));
    }

    async Task WriteAsync(RouteEndpoint route)
    {
        var type = route.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        foreach (var body in Bodies)
            await Send(route, body);
        if (type is null || type.Namespace!.StartsWith("System", StringComparison.Ordinal) || type.IsInterface)
            return;
        foreach (var body in Variants(type))
            await Send(route, body);
    }

    async Task ReadAsync(RouteEndpoint route)
    {
        var path = PathOf(route);
        List<string> queries =
        [
            "",
            "q=%00%f0%9f%98%80",
            "sort=%00",
            "sort=-id",
            "limit=" + Far,
            "cursor=e30",
            "cursor=WyItaWQiLCIiLCJ4Il0",
            "cursor=%00",
        ];
        foreach (
            var p in route
                .Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
                .Where(p => p.HasTryParse || p.ParameterInfo.ParameterType == typeof(string))
        )
        foreach (var value in Queries(p.ParameterInfo.ParameterType))
            queries.Add($"{p.Name}={value}");
        var first = await Look(path, "limit=1");
        if (
            first.Status == 200
            && first.Headers["Content-Type"].StartsWith("application/json", StringComparison.Ordinal)
            && first.Body.ValueKind == JsonValueKind.Object
            && first.Body.TryGetProperty("items", out var items)
            && items.ValueKind == JsonValueKind.Array
            && items.GetArrayLength() > 0
            && items[0].ValueKind == JsonValueKind.Object
        )
        {
            queries.AddRange(["format=csv", "format=xlsx"]);
            foreach (var name in items[0].EnumerateObject().Select(m => m.Name))
                queries.AddRange([
                    $"{name}.from=0001-01-01",
                    $"{name}.to=9999-12-31T23:59:59Z",
                    $"{name}.from=2024-01-01T00:00:00%2B08:00",
                ]);
        }
        foreach (var query in queries)
            await Look(path, query);
    }

    async Task<Answer> Look(string path, string query)
    {
        var answer = await _caller.Get($"{path}?{query}");
        // A database that is busy with others is asked once more.
        if (answer.Status == 503)
            answer = await _caller.Get($"{path}?{query}");
        if (answer.Status >= 500)
            _wrong.Add($"GET {path}?{query}: {answer.Status}");
        return answer;
    }

    async Task Send(RouteEndpoint route, string body)
    {
        var key = Guid.NewGuid().ToString();
        Task<Answer> Ask() =>
            _caller.Send(new(MethodOf(route)), PathOf(route), body, ("Idempotency-Key", key), ("If-Match", "\"v1\""));
        var answer = await Ask();
        if (answer.Status == 503)
            answer = await Ask();
        if (answer.Status >= 500)
            _wrong.Add(
                $"{MethodOf(route)} {route.RoutePattern.RawText} "
                    + $"{(body.Length > 500 ? body[..500] : body)}: {answer.Status}"
            );
        if (answer.Status >= 400)
            _refused.Add(key);
    }

    string PathOf(RouteEndpoint route) =>
        Parameter()
            .Replace(
                Id()
                    .Replace(route.RoutePattern.RawText!, m =>
                        $"{m.Groups[1]}/{_records.GetValueOrDefault(m.Groups[1].Value, Guid.CreateVersion7())}"
                    ),
                "%00"
            );

    static string MethodOf(RouteEndpoint route) => route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0];

    /// <summary>Bodies that are plausible but for one member, at every depth.</summary>
    IEnumerable<string> Variants(Type type)
    {
        var members = type.GetProperties()
            .Where(p => p.GetIndexParameters().Length == 0)
            .Select(p => (Name: JsonNamingPolicy.CamelCase.ConvertName(p.Name), Type: p.PropertyType))
            .ToArray();
        yield return Whole(null, "");
        foreach (var (name, of) in members)
        foreach (var value in Hostile(of))
            yield return Whole(name, value);

        string Whole(string? odd, string value) =>
            "{"
            + string.Join(
                ',',
                members
                    .Where(m => m.Name != "id" || odd == "id")
                    .Select(m => $"\"{m.Name}\":{(m.Name == odd ? value : Plausible(m.Name, m.Type))}")
            )
            + "}";
    }

    IEnumerable<string> Hostile(Type type)
    {
        var t = Nullable.GetUnderlyingType(type) ?? type;
        if (t == typeof(string))
            return ["\"\\u0000\\u0007\\u202e\"", "\"\\ud800\"", $"\"{new string('长', 30_000)}\""];
        if (t == typeof(DateOnly) || t == typeof(LastDay))
            return ["\"0001-01-01\"", "\"2999-12-31\"", "\"9999-12-31\""];
        if (t == typeof(DateTimeOffset))
            return ["\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59Z\""];
        if (t == typeof(int) || t == typeof(long))
            return ["2147483647", "-2147483648"];
        if (t == typeof(decimal))
            return ["79228162514264337593543950335", "-79228162514264337593543950335", "0.0000000000001"];
        if (t == typeof(double))
            return ["1e308", "-1e308"];
        if (t == typeof(Guid))
            return ["\"00000000-0000-0000-0000-000000000000\"", $"\"{Guid.NewGuid()}\""];
        if (ElementOf(t) is { } element)
            return
            [
                "[null]",
                "[[]]",
                .. Hostile(element).Select(v => $"[{v}]"),
                .. element == typeof(Guid) ? [] : new[] { $"[{Plausible("", element)},{Plausible("", element)}]" },
            ];
        return t.IsClass ? Variants(t) : ["\"x\""];
    }

    static string[] Queries(Type type)
    {
        var t = Nullable.GetUnderlyingType(type) ?? type;
        return t == typeof(DateOnly) ? ["0001-01-01", "1900-01-01", "2999-12-31", "9999-12-31", "x"]
            : t == typeof(int) || t == typeof(double) ? ["2147483647", "-2147483648", Far]
            : ["%00", "x", "%f0%9f%98%80"];
    }

    string Plausible(string name, Type type)
    {
        var t = Nullable.GetUnderlyingType(type) ?? type;
        if (t == typeof(string))
            return Words.TryGetValue(name, out var word) ? $"\"{word}\"" : "\"x\"";
        if (t == typeof(DateOnly) || t == typeof(LastDay))
            return name is "endsOn" or "validTo" ? "\"2025-06-01\"" : "\"2024-04-01\"";
        if (t == typeof(bool))
            return "true";
        if (t == typeof(Guid))
            return name == "id" ? "null" : $"\"{_records[Owners.GetValueOrDefault(name, "people")]}\"";
        if (ElementOf(t) is { } element)
            return $"[{Plausible(name.TrimEnd('s'), element)}]";
        return t.IsClass ? Variants(t).First()
            : name == "year" ? "2023"
            : "1";
    }

    static Type? ElementOf(Type type) =>
        type == typeof(string) ? null
        : type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetInterfaces().Contains(typeof(System.Collections.IEnumerable))
            ? type.GetGenericArguments()[0]
        : null;

    static readonly Dictionary<string, string> Words = new()
    {
        ["kind"] = "project",
        ["level"] = "village",
        ["post"] = Post.ExecutiveMember,
        ["role"] = "partner",
        ["status"] = "running",
        ["mode"] = "own",
        ["field"] = "法律",
        ["criterion"] = "members",
        ["capPeriod"] = "month",
        ["category"] = "model",
        ["reason"] = "防汛值守",
    };

    static readonly Dictionary<string, string> Owners = new()
    {
        ["divisionId"] = "divisions",
        ["organizationId"] = "organizations",
        ["ownerId"] = "organizations",
        ["hostId"] = "organizations",
        ["registerId"] = "organizations",
        ["universityId"] = "organizations",
        ["householdId"] = "households",
        ["memberId"] = "members",
        ["order"] = "members",
        ["studioId"] = "studios",
        ["congressId"] = "congresses",
        ["termId"] = "terms",
        ["parentId"] = "programmes",
    };

    [GeneratedRegex(@"([\w-]+)/\{\w+:guid\}")]
    private static partial Regex Id();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}

using System.Text.Json.Nodes;
using Xunit;

namespace Contracts.Tests;

/// <summary>The committed API documents match the services and have all that clients need.</summary>
public class DocumentTests
{
    public static TheoryData<string> Services => Documents.EachService;

    [Theory, MemberData(nameof(Services))]
    public async Task The_committed_document_matches_the_service(string service) =>
        Assert.True(
            await File.ReadAllTextAsync(
                Path.Combine(Repository.Root, Documents.PathOf(service)),
                TestContext.Current.CancellationToken
            ) == await Documents.MadeAsync(service),
            $"{Documents.PathOf(service)} differs from the routes: run ./platform api, look at the difference, commit it."
        );

    [Theory, MemberData(nameof(Services))]
    public async Task A_breaking_change_raises_the_version(string service)
    {
        var path = Documents.PathOf(service);
        // The commit that set the version; later changes must be compatible with its document.
        var since = (
            await Repository.RunAsync("git", "log", "-1", "--format=%H", "-G^    \"version\":", "--", path)
        ).Trim();
        Assert.SkipWhen(since == "", $"{path} is not committed yet.");
        var before = JsonNode.Parse(await Repository.RunAsync("git", "show", $"{since}:{path}"))!;
        var now = Documents.Committed(service);
        if ($"{before["info"]!["version"]}" == $"{now["info"]!["version"]}")
            Assert.Empty(BreakingChanges.Between(before, now));
    }

    [Theory, MemberData(nameof(Services))]
    public void An_operation_has_a_unique_id_and_an_area(string service)
    {
        var ids = Operations(service).Select(o => $"{o.Value["operationId"]}").ToList();
        Assert.All(ids, id => Assert.Matches("^[a-z][A-Za-z]+$", id));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(Operations(service), o => Assert.Single(o.Value["tags"]!.AsArray()));
    }

    [Theory, MemberData(nameof(Services))]
    public void An_area_has_a_Chinese_and_an_English_name(string service) =>
        Assert.All(Documents.Committed(service)["tags"]!.AsArray(), area =>
            Assert.Matches("\\p{IsCJKUnifiedIdeographs}.* [A-Z]", $"{area!["x-displayName"]}")
        );

    [Theory, MemberData(nameof(Services))]
    public void An_operation_has_its_access(string service) =>
        Assert.All(Operations(service), o => Assert.NotEmpty(o.Value["x-access"]!.AsObject()));

    [Theory, MemberData(nameof(Services))]
    public void A_success_has_a_schema_unless_it_has_no_content(string service) =>
        Assert.Empty(
            from operation in Operations(service)
            from answer in operation.Value["responses"]!.AsObject()
            where answer.Key[0] == '2' && answer.Key != "204"
            where answer.Value!["content"]?.AsObject().All(c => c.Value!["schema"] is not null) != true
            select $"{operation.Key} {answer.Key}"
        );

    [Theory, MemberData(nameof(Services))]
    public void A_201_has_a_Location_header(string service) =>
        Assert.All(Operations(service).Where(o => o.Value["responses"]!["201"] is not null), o =>
            Assert.NotNull(o.Value["responses"]!["201"]!["headers"]!["Location"])
        );

    [Theory, MemberData(nameof(Services))]
    public void A_failure_has_the_schema_of_a_problem(string service) =>
        Assert.All(Operations(service), o => Assert.NotNull(o.Value["responses"]!["default"]));

    [Theory, MemberData(nameof(Services))]
    public void A_list_has_its_columns(string service) =>
        Assert.Empty(
            from operation in Operations(service)
            where $"{operation.Value["parameters"]}".Contains("#/components/parameters/Collation")
            where
                operation.Value["x-columns"]?.AsArray().All(c => c!["name"] is not null && c["zh"] is not null) != true
            select operation.Key
        );

    [Theory, MemberData(nameof(Services))]
    public void A_member_has_one_type_besides_null(string service) =>
        Assert.Empty(
            from schema in Documents.Committed(service)["components"]!["schemas"]!.AsObject()
            from member in schema.Value!["properties"]?.AsObject() ?? []
            where member.Value!["$ref"] is null && member.Value["oneOf"] is null
            where
                (
                    member.Value["type"] is JsonArray several
                        ? several.Select(t => $"{t}")
                        : [$"{member.Value["type"]}"]
                ).Count(t => t is not ("null" or "")) != 1
            select $"{schema.Key}/{member.Key}"
        );

    [Theory, MemberData(nameof(Services))]
    public void A_text_of_a_request_has_a_length_format_pattern_or_enumeration(string service) =>
        Assert.Empty(
            from body in Bodies(service)
            from member in Schemas.Members(Documents.Committed(service), body.Value["schema"]!, body.Key)
            where Schemas.Types(member.Value).Contains("string")
            where new[] { "maxLength", "format", "pattern", "enum" }.All(word => member.Value[word] is null)
            select member.Key
        );

    [Theory, MemberData(nameof(Services))]
    public void A_list_of_a_request_has_a_most_number_of_elements(string service) =>
        Assert.Empty(
            from body in Bodies(service)
            from member in Schemas.Members(Documents.Committed(service), body.Value["schema"]!, body.Key)
            where Schemas.Types(member.Value).Contains("array") && member.Value["maxItems"] is null
            select member.Key
        );

    [Theory, MemberData(nameof(Services))]
    public void A_request_has_an_example(string service) =>
        Assert.All(Bodies(service), body => Assert.NotNull(body.Value["example"]));

    [Theory, MemberData(nameof(Services))]
    public void The_example_of_a_request_is_valid_by_its_schema(string service) =>
        Assert.Empty(
            from body in Bodies(service)
            from wrong in Schemas.Broken(
                Documents.Committed(service),
                body.Value["schema"]!,
                body.Value["example"],
                body.Key
            )
            select wrong
        );

    static IEnumerable<KeyValuePair<string, JsonNode>> Bodies(string service) =>
        from operation in Operations(service)
        let content = operation.Value["requestBody"]?["content"]?["application/json"]
        where content is not null
        // Some take an object that must be empty.
        where Schemas.Members(Documents.Committed(service), content["schema"]!, "").Skip(1).Any()
        select KeyValuePair.Create(operation.Key, content);

    static IEnumerable<KeyValuePair<string, JsonNode>> Operations(string service) =>
        from path in Documents.Committed(service)["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select KeyValuePair.Create($"{operation.Key} {path.Key}", operation.Value!);
}

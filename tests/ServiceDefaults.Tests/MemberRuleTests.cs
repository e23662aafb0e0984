using System.Text.Json.Nodes;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>Rules declared beside the members of a request.</summary>
public sealed class MemberRuleTests(ToyFixture toys)
{
    const string Owner = "019b76da-a800-7000-8000-000000000001";

    Client Anybody => toys.Service.AsNobody();

    Task<Answer> Send(string json) =>
        Anybody.Send(HttpMethod.Post, "/toys/v1/ruled", json, ("Idempotency-Key", Guid.NewGuid().ToString()));

    /// <summary>A valid request with some members replaced.</summary>
    static string With(string members)
    {
        var body = new JsonObject { ["name"] = "good", ["owner"] = Owner };
        foreach (var (name, value) in JsonNode.Parse($"{{{members}}}")!.AsObject())
            body[name] = value?.DeepClone();
        return body.ToJsonString();
    }

    [Theory]
    [InlineData(
        """
            "name":null
            """,
        "PLT-1001",
        "/name"
    )]
    [InlineData(
        """
            "name":"   "
            """,
        "PLT-1001",
        "/name"
    )]
    [InlineData(
        """
            "owner":null
            """,
        "PLT-1001",
        "/owner"
    )]
    [InlineData(
        """
            "kept":""
            """,
        "PLT-1001",
        "/kept"
    )]
    [InlineData(
        """
            "name":"123456"
            """,
        "PLT-1002",
        "/name"
    )]
    [InlineData(
        """
            "note":"123456"
            """,
        "PLT-1002",
        "/note"
    )]
    [InlineData(
        """
            "count":0
            """,
        "PLT-1007",
        "/count"
    )]
    [InlineData(
        """
            "count":10
            """,
        "PLT-1007",
        "/count"
    )]
    [InlineData(
        """
            "colour":"green"
            """,
        "PLT-1003",
        "/colour"
    )]
    [InlineData(
        """
            "colours":["red","green"]
            """,
        "PLT-1003",
        "/colours/1"
    )]
    [InlineData(
        """
            "colours":["red",""]
            """,
        "PLT-1001",
        "/colours/1"
    )]
    [InlineData(
        """
            "colours":["red","red","red"]
            """,
        "PLT-1002",
        "/colours"
    )]
    [InlineData(
        """
            "word":"A"
            """,
        "PLT-1006",
        "/word"
    )]
    [InlineData(
        """
            "cleared":"A"
            """,
        "PLT-1006",
        "/cleared"
    )]
    [InlineData(
        """
            "rows":[{"name":"good"},{}]
            """,
        "PLT-1001",
        "/rows/1/name"
    )]
    [InlineData(
        """
            "rows":[{"name":"good"},{"name":" good "}]
            """,
        "PLT-1010",
        "/rows/1/name"
    )]
    [InlineData(
        """
            "order":["red","blue"," red "]
            """,
        "PLT-1010",
        "/order/2"
    )]
    public async Task A_member_that_breaks_its_rule_is_pointed_at(string members, string rule, string pointer)
    {
        var answer = (await Send(With(members))).Expect(400).ExpectProblem("PLT-0001", pointer);
        Assert.Equal(rule, answer["errors"][0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Every_member_that_breaks_its_rule_is_named_in_one_answer() =>
        (await Send("""{"note":"123456","count":0}"""))
            .Expect(400)
            .ExpectProblem("PLT-0001", "/name", "/note", "/owner", "/count");

    [Fact]
    public async Task A_repeated_element_that_breaks_another_rule_is_named_once()
    {
        var answer = await Send(
            With(
                """
                "order":["green","green"]
                """
            )
        );
        Assert.Equal([("/order/0", "PLT-1003"), ("/order/1", "PLT-1003")], answer.Expect(400).Errors);
    }

    [Theory]
    [InlineData(
        """
            "count":1
            """
    )]
    [InlineData(
        """
            "count":9
            """
    )]
    [InlineData(
        """
            "note":"ééééé"
            """
    )]
    [InlineData(
        """
            "colours":["red","blue"]
            """
    )]
    [InlineData(
        """
            "colours":["red","red"]
            """
    )]
    [InlineData(
        """
            "order":["red","blue"],"rows":[{"name":"good"},{"name":"well"}]
            """
    )]
    public async Task A_member_at_the_limit_of_its_rule_is_accepted(string members) =>
        (await Send(With(members))).Expect(200);

    [Fact]
    public async Task Text_is_trimmed() => Assert.Equal("good", (
                await Send(
                    With(
                        """
                        "name":"  good "
                        """
                    )
                )
            ).Expect(200)["name"].GetString());

    [Fact]
    public async Task Empty_text_is_null() => Assert.Equal(System.Text.Json.JsonValueKind.Null, (
                await Send(
                    With(
                        """
                        "note":"  "
                        """
                    )
                )
            ).Expect(200)["note"].ValueKind);

    [Fact]
    public async Task Empty_text_of_a_clearable_member_is_kept() => Assert.Equal("", (
                await Send(
                    With(
                        """
                        "cleared":"  "
                        """
                    )
                )
            ).Expect(200)["cleared"].GetString());

    [Fact]
    public async Task A_code_of_a_list_is_trimmed() => Assert.Equal("red", (
                await Send(
                    With(
                        """
                        "colours":[" red "]
                        """
                    )
                )
            ).Expect(200)["colours"][0].GetString());

    [Theory]
    [InlineData("", "PLT-1001", "/id")]
    [InlineData("?id=" + Owner + "&colour=green", "PLT-1003", "/colour")]
    public async Task A_parameter_that_breaks_its_rule_is_pointed_at(string query, string rule, string pointer)
    {
        var answer = (await Anybody.Get("/toys/v1/ruled" + query)).Expect(400).ExpectProblem("PLT-0001", pointer);
        Assert.Equal(rule, answer["errors"][0].GetProperty("code").GetString());
    }
}

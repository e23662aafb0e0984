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
        "/name PLT-1001"
    )]
    [InlineData(
        """
            "name":"   "
            """,
        "/name PLT-1001"
    )]
    [InlineData(
        """
            "owner":null
            """,
        "/owner PLT-1001"
    )]
    [InlineData(
        """
            "kept":""
            """,
        "/kept PLT-1001"
    )]
    [InlineData(
        """
            "name":"123456"
            """,
        "/name PLT-1002"
    )]
    [InlineData(
        """
            "note":"123456"
            """,
        "/note PLT-1002"
    )]
    [InlineData(
        """
            "count":0
            """,
        "/count PLT-1007"
    )]
    [InlineData(
        """
            "count":10
            """,
        "/count PLT-1007"
    )]
    [InlineData(
        """
            "colour":"green"
            """,
        "/colour PLT-1003"
    )]
    [InlineData(
        """
            "colours":["red","green"]
            """,
        "/colours/1 PLT-1003"
    )]
    [InlineData(
        """
            "colours":["red",""]
            """,
        "/colours/1 PLT-1001"
    )]
    [InlineData(
        """
            "colours":["red","red","red"]
            """,
        "/colours PLT-1002"
    )]
    [InlineData(
        """
            "word":"A"
            """,
        "/word PLT-1006"
    )]
    [InlineData(
        """
            "cleared":"A"
            """,
        "/cleared PLT-1006"
    )]
    [InlineData(
        """
            "rows":[{"name":"good"},{}]
            """,
        "/rows/1/name PLT-1001"
    )]
    [InlineData(
        """
            "rows":[{"name":"good"},{"name":" good "}]
            """,
        "/rows/1/name PLT-1010"
    )]
    [InlineData(
        """
            "order":["red","blue"," red "]
            """,
        "/order/2 PLT-1010"
    )]
    public async Task A_member_that_breaks_its_rule_is_pointed_at(string members, string error) =>
        (await Send(With(members))).Refused(400, "PLT-0001", error);

    [Fact]
    public async Task Every_member_that_breaks_its_rule_is_named_in_one_answer() =>
        (await Send("""{"note":"123456","count":0}""")).Refused(
            400,
            "PLT-0001",
            "/name PLT-1001",
            "/note PLT-1002",
            "/owner PLT-1001",
            "/count PLT-1007"
        );

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
        answer.Refused(400, "PLT-0001", "/order/0 PLT-1003", "/order/1 PLT-1003");
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
    public async Task A_text_with_blanks_around_it_is_trimmed() => Assert.Equal("good", (
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
    [InlineData("", "/id PLT-1001")]
    [InlineData("?id=" + Owner + "&colour=green", "/colour PLT-1003")]
    public async Task A_parameter_that_breaks_its_rule_is_pointed_at(string query, string error) =>
        (await Anybody.Get("/toys/v1/ruled" + query)).Refused(400, "PLT-0001", error);
}

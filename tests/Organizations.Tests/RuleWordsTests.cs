using Contracts.Organizations.V1;
using Organizations.Domain;
using Testing;

namespace Organizations.Tests;

/// <summary>
/// Each rule is readable for the people it concerns: in words with its present figures, and in the API's description.
/// </summary>
public sealed class RuleWordsTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1";
    readonly TestService _service = fixture.Service;

    [Theory]
    [InlineData("/elections/rule", "末位得票相同")]
    [InlineData("/campaigns/rule", "下级荣誉已被撤销")]
    [InlineData("/concurrent-posts/rule", "包联负责人")]
    public async Task A_rule_is_shown_in_words_of_both_languages(string path, string part)
    {
        var province = await Province.NewAsync(_service);
        var member = await province.Staff(Post.ExecutiveMember, province.County);
        var words = (await member.Get(Root + path)).Expect(200)["words"];
        Assert.Contains(part, words.GetProperty("zh").GetString(), StringComparison.Ordinal);
        Assert.True(words.GetProperty("en").GetString()!.Length > 200);
    }

    [Fact]
    public async Task Every_post_has_its_rule_in_words_with_the_figures_of_the_day()
    {
        var province = await Province.NewAsync(_service);
        var member = await province.Staff(Post.ExecutiveMember, province.County);
        var answer = (await member.Get(Root + "/post-rules/rule?asOf=2024-01-01")).Expect(200);
        var posts = answer["posts"].EnumerateArray().ToDictionary(p => p.GetProperty("post").GetString()!);
        Assert.Equal(CodeTables.Post.Values.Order(), posts.Keys.Order());
        var chair = posts[Post.Chair].GetProperty("words");
        Assert.Equal(
            "主席：年满 18 周岁；每处至多 1 人；每人至多在 1 处担任；不得在同一处同时担任副主席。",
            chair.GetProperty("zh").GetString()
        );
        Assert.Contains("18 years old at least", chair.GetProperty("en").GetString(), StringComparison.Ordinal);
        Assert.Equal(14, posts[Post.Volunteer].GetProperty("leastAge").GetInt32());
    }

    [Fact]
    public async Task The_description_of_the_api_states_each_rule()
    {
        var paths = (await _service.AsNobody().Get("/openapi/organizations.json")).Expect(200)["paths"];
        foreach (var rule in new[] { "elections", "campaigns", "post-rules", "concurrent-posts" })
        {
            var description = paths
                .GetProperty($"{Root}/{rule}/rule")
                .GetProperty("get")
                .GetProperty("description")
                .GetString()!;
            Assert.True(description.Length > 200, $"{rule}: {description}");
        }
    }
}

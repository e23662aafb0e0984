using System.Reflection;
using Contracts.Organizations.V1;
using Organizations.Domain;
using Testing;

namespace Organizations.Tests;

public class CodeTableTests(OrganizationsFixture fixture)
{
    readonly TestService _service = fixture.Service;

    [Fact]
    public void A_code_has_a_table_of_a_name_of_its_own_and_words_in_two_languages() =>
        Assert.Empty(CodeTableCheck.OfTables(CodeTables.All));

    [Fact]
    public void A_column_of_codes_names_its_table()
    {
        Assert.Empty(CodeTableCheck.OfLists(typeof(Organizations.Problems).Assembly, CodeTables.All, out var found));
        Assert.True(found > 30);
    }

    [Fact]
    public async Task What_the_database_takes_is_what_the_table_says()
    {
        var (found, faults) = await CodeTableCheck.OfDatabaseAsync(_service.Database, CodeTables.All);
        Assert.Empty(faults);
        Assert.True(found >= 28);
    }

    [Fact]
    public async Task Code_tables_are_public()
    {
        var page = await _service.AsNobody().Get("/organizations/v1/code-tables");
        Assert.Equal(CodeTables.All.Count, page.Expect(200).Items.Count);
    }

    [Theory]
    [
        InlineData(typeof(Post), "post"),
        InlineData(typeof(DivisionKind), "division-kind"),
        InlineData(typeof(LeaderSource), "leader-source"),
        InlineData(typeof(LeaderTie), "leader-tie")
    ]
    public void The_constants_by_which_code_decides_are_those_of_the_table(Type constants, string table) =>
        Assert.Equal(
            CodeTables.All.Single(t => t.Name == table).Values.Order(),
            constants
                .GetFields(BindingFlags.Static | BindingFlags.Public)
                .Where(f => f is { IsLiteral: true } && f.FieldType == typeof(string))
                .Select(f => (string)f.GetRawConstantValue()!)
                .Order()
        );

    [Fact]
    public void A_post_is_held_over_an_area_in_service_of_one_or_in_an_organization() =>
        Assert.Equal(
            CodeTables.Post.Values.Order(),
            new[] { Posts.OfAreas, Posts.OfService, Posts.OfOrganization, Posts.OfCouncils }.SelectMany(p => p).Order()
        );

    [Fact]
    public void A_campaign_selects_at_the_levels_of_the_table() =>
        Assert.Equal(CodeTables.AdministrativeLevel.Values, CampaignLevels.ByName.Keys);

    [Fact]
    public void A_group_stays_vacant_for_a_reason_of_the_table() =>
        Assert.Equal(CodeTables.Vacancy.Values.Order(), ConcurrentPosts.Vacancies.Order());
}

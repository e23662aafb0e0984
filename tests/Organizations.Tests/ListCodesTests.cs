using System.Collections;
using System.Reflection;
using Organizations.Domain;
using ServiceDefaults.Http;

namespace Organizations.Tests;

public class ListCodesTests
{
    /// <summary>Names of columns that hold codes wherever they stand.</summary>
    static readonly string[] s_names =
    [
        "sex",
        "education",
        "kind",
        "state",
        "status",
        "mode",
        "basis",
        "post",
        "role",
        "discipline",
        "result",
        "capPeriod",
        "breach",
        "source",
        "category",
        "grade",
    ];

    [Fact]
    public void Every_post_and_every_kind_of_division_has_a_word_for_spreadsheets()
    {
        Assert.All(Posts.All, p => Assert.NotNull(Posts.NameOf(p)));
        Assert.All(DivisionKind.All, k => Assert.NotNull(DivisionKind.NameOf(k)));
    }

    /// <summary>A filter by a word that is no code would answer an empty list.</summary>
    [Fact]
    public void Every_column_of_codes_names_its_table()
    {
        var lists = typeof(Organizations.Problems)
            .Assembly.GetTypes()
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(f => f.FieldType.IsGenericType && f.FieldType.GetGenericTypeDefinition() == typeof(Listing<,>))
            .ToList();
        Assert.True(lists.Count > 30);
        Assert.Empty(
            lists.SelectMany(f =>
                Columns(f.GetValue(null)!)
                    .Where(c => s_names.Contains(c.Name) && c is { Codes: null, Plain: false })
                    .Select(c => $"{f.DeclaringType!.Name}.{c.Name}")
            )
        );
    }

    static IEnumerable<ListColumn> Columns(object list) =>
        (
            (IEnumerable)
                list.GetType().GetProperty("Columns", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(list)!
        ).Cast<ListColumn>();
}

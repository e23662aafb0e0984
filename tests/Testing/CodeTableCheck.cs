using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Testing;

/// <summary>What the code tables of a service must be, alike in all services; each check names what is wrong.</summary>
public static partial class CodeTableCheck
{
    /// <summary>Columns that hold codes wherever they stand.</summary>
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
        "countedAs",
        "vacancy",
        "category",
        "grade",
        "reasonCode",
    ];

    /// <summary>
    /// A table has a name of its own; its codes are in kebab-case unless they are of a standard, have words in both
    /// languages, and no word means two of them.
    /// </summary>
    public static IReadOnlyList<string> OfTables(IReadOnlyList<CodeTable> all) =>
        [
            .. all.CountBy(t => t.Name).Where(t => t.Value > 1).Select(t => $"{t.Key} is the name of {t.Value} tables"),
            .. all.Where(t => !Kebab().IsMatch(t.Name)).Select(t => $"{t.Name} is not in kebab-case"),
            .. all.SelectMany(t => t.Codes.SelectMany(c => OfCode(t, c))),
            .. all.SelectMany(t =>
                t.Codes.SelectMany(c => c.Words.Prepend(c.Zh).Prepend(c.Value))
                    .CountBy(w => w)
                    .Where(w => w.Value > 1)
                    .Select(w => $"{t.Name}: {w.Key} means {w.Value} codes")
            ),
        ];

    static IEnumerable<string> OfCode(CodeTable table, Code code)
    {
        if (table.Standard is null && !Kebab().IsMatch(code.Value))
            yield return $"{table.Name}: {code.Value} is not in kebab-case";
        if (!Han().IsMatch(code.Zh) || code.En.Length == 0 || Han().IsMatch(code.En))
            yield return $"{table.Name}: {code.Value} is not named in Chinese and English";
    }

    /// <summary>A column of codes without its table would filter by what is no code and answer an empty list.</summary>
    /// <param name="found">How many lists there are.</param>
    public static IReadOnlyList<string> OfLists(Assembly service, IReadOnlyList<CodeTable> all, out int found)
    {
        var lists = service
            .GetTypes()
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(f => f.FieldType.IsGenericType && f.FieldType.GetGenericTypeDefinition() == typeof(Listing<,>))
            .ToList();
        found = lists.Count;
        return
        [
            .. from list in lists
            from column in Columns(list.GetValue(null)!)
            where column.Table is { } table ? !all.Contains(table) : s_names.Contains(column.Name) && !column.Plain
            select $"{list.DeclaringType!.Name}.{column.Name}: {column.Table?.Name ?? "no table"}",
        ];
    }

    /// <summary>
    /// A column that the database confines to some codes, which media types are not, has a table of exactly these.
    /// </summary>
    /// <returns>How many such columns there are, and those whose codes are of no table.</returns>
    public static async Task<(int Found, IReadOnlyList<string> Faults)> OfDatabaseAsync(
        TestDatabase database,
        IReadOnlyList<CodeTable> all
    )
    {
        var constraints = await database.Query<string>(
            """
            select distinct conrelid::regclass || ' ' || pg_get_constraintdef(oid)
            from pg_constraint
            where contype = 'c' and connamespace = 'public'::regnamespace
            """
        );
        var confined = (
            from constraint in constraints
            let match = OneOfCodes().Match(constraint)
            let codes = Literal().Matches(match.Groups["codes"].Value).Select(l => l.Groups[1].Value).ToHashSet()
            where codes.Count > 0 && !codes.Any(c => c.Contains('/'))
            select (Column: $"{match.Groups["table"]}.{match.Groups["column"]}", Codes: codes)
        ).ToList();
        return (
            confined.Count,
            [
                .. confined
                    .Where(c => !all.Any(t => c.Codes.SetEquals(t.Values)))
                    .Select(c => $"{c.Column}: {string.Join(", ", c.Codes.Order())}"),
            ]
        );
    }

    static IEnumerable<ListColumn> Columns(object list) =>
        (
            (IEnumerable)
                list.GetType().GetProperty("Columns", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(list)!
        ).Cast<ListColumn>();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Kebab();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();

    [GeneratedRegex(
        @"^(?<table>\S+) CHECK \(+(?<column>\w+)\)?(?:::\w+)? = ANY "
            + @"\(+ARRAY\[(?<codes>[^\]]*)\]\)?(?:::[\w\[\]]+)?\)+$"
    )]
    private static partial Regex OneOfCodes();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Literal();
}

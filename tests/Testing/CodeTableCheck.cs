using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Testing;

/// <summary>Rules for the code tables of all services; each check returns one line for each violation.</summary>
public static partial class CodeTableCheck
{
    /// <summary>Names of columns that hold codes in every table.</summary>
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
    /// Names of tables are unique. Codes are in kebab-case unless they come from a standard, and have a name in both
    /// languages that is unique in the table.
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
                    .Select(w => $"{t.Name}: {w.Key} is the name of {w.Value} codes")
            ),
        ];

    static IEnumerable<string> OfCode(CodeTable table, Code code)
    {
        if (table.Standard is null && !Kebab().IsMatch(code.Value))
            yield return $"{table.Name}: {code.Value} is not in kebab-case";
        if (!Han().IsMatch(code.Zh) || code.En.Length == 0 || Han().IsMatch(code.En))
            yield return $"{table.Name}: {code.Value} has no name in Chinese and English";
    }

    /// <summary>
    /// Each column of codes has a code table; without it a filter by an unknown code gives an empty list.
    /// </summary>
    /// <param name="found">Number of lists.</param>
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
    /// Each column with a check constraint on codes has a code table of exactly these codes. Media types are no codes.
    /// </summary>
    /// <returns>Number of such columns, and the columns without a fitting table.</returns>
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

using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>
/// A rule of one member of a request, declared beside it. The house checks it before the handler runs, and the API
/// document says it. Of a list it holds for each element, but for <see cref="ItemsAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public abstract class MemberRuleAttribute : Attribute
{
    /// <summary>What a value can break.</summary>
    internal abstract IReadOnlyList<FieldRule> Rules { get; }

    /// <summary>The rule that a value breaks, or null.</summary>
    internal abstract FieldRule? BrokenBy(object value);
}

/// <summary>
/// The member must be there; text must hold more than white space, a list at least one element. PLT-1001 otherwise.
/// </summary>
public sealed class RequiredAttribute : MemberRuleAttribute
{
    internal override IReadOnlyList<FieldRule> Rules => [PlatformProblems.Required];

    internal override FieldRule? BrokenBy(object value) => null;
}

/// <summary>
/// The member may be missing, which leaves what is recorded; text that is there must hold more than white space, a
/// list at least one element. PLT-1001 otherwise. Without it, empty text is taken for none.
/// </summary>
public sealed class NotEmptyAttribute : MemberRuleAttribute
{
    internal override IReadOnlyList<FieldRule> Rules => [PlatformProblems.Required];

    internal override FieldRule? BrokenBy(object value) => null;
}

/// <summary>
/// Of a change: the text may be missing, which leaves what is recorded, and empty text takes that away. It reaches the
/// handler as empty text, not as null, and no other rule is asked of it.
/// </summary>
public sealed class ClearableAttribute : MemberRuleAttribute
{
    internal override IReadOnlyList<FieldRule> Rules => [];

    internal override FieldRule? BrokenBy(object value) => null;
}

/// <summary>PLT-1002 for text of more elements (UAX 29), white space at its ends not counted.</summary>
public sealed class LongestAttribute(int most) : MemberRuleAttribute
{
    public int Most { get; } = most;

    internal override IReadOnlyList<FieldRule> Rules => [PlatformProblems.TooLong];

    internal override FieldRule? BrokenBy(object value) =>
        value is string text && TextElements.AreMoreThan(Most, text) ? PlatformProblems.TooLong : null;
}

/// <summary>PLT-1002 for a list of more elements.</summary>
public sealed class ItemsAttribute(int most) : MemberRuleAttribute
{
    public int Most { get; } = most;

    internal override IReadOnlyList<FieldRule> Rules => [PlatformProblems.TooLong];

    internal override FieldRule? BrokenBy(object value) =>
        value is ICollection list && list.Count > Most ? PlatformProblems.TooLong : null;
}

/// <summary>PLT-1007 for a number that is less or more; both ends are allowed.</summary>
public sealed class BetweenAttribute(double least, double most) : MemberRuleAttribute
{
    public double Least { get; } = least;
    public double Most { get; } = most;

    internal override IReadOnlyList<FieldRule> Rules => [PlatformProblems.OutOfRange];

    internal override FieldRule? BrokenBy(object value) =>
        (
            value is double number
                ? number >= Least && number <= Most
                : Convert.ToDecimal(value, CultureInfo.InvariantCulture) is var exact
                    && exact >= (decimal)Least
                    && exact <= (decimal)Most
        )
            ? null
            : PlatformProblems.OutOfRange;
}

/// <summary>
/// PLT-1003 for a code that the table does not have. On a member of an answer it only says which table names the code.
/// Each service derives its own <c>[Code(nameof(CodeTables.X))]</c> from it.
/// </summary>
/// <param name="field">The public static field of one of the classes.</param>
public abstract class CodeOfAttribute(string field, params Type[] classes) : MemberRuleAttribute
{
    /// <exception cref="InvalidOperationException">No class declares such a table.</exception>
    public CodeTable Table { get; } =
        classes
            .Select(c => c.GetField(field, BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
            .OfType<CodeTable>()
            .FirstOrDefault()
        ?? throw new InvalidOperationException($"{field} is no table of codes.");

    internal override IReadOnlyList<FieldRule> Rules => [PlatformProblems.UnknownCode];

    internal override FieldRule? BrokenBy(object value) =>
        value is string code && !Table.Has(code) ? PlatformProblems.UnknownCode : null;
}

/// <summary>
/// PLT-1006 for text of another form. It may take more than is right: who reads the value from it says the rest.
/// </summary>
/// <param name="pattern">A regular expression that .NET and ECMA 262 read alike, with ^ and $.</param>
public sealed class LikeAttribute(string pattern) : MemberRuleAttribute
{
    readonly Regex _form = new(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    public string Pattern { get; } = pattern;

    internal override IReadOnlyList<FieldRule> Rules => [PlatformProblems.Format];

    internal override FieldRule? BrokenBy(object value) =>
        value is string text && !_form.IsMatch(text) ? PlatformProblems.Format : null;
}

/// <summary>What the API document shows as an example of a text; it keeps the rules of its member.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class ExampleAttribute(string text) : Attribute
{
    public string Text { get; } = text;
}

/// <summary>The rules of members as they are declared: beside the parameter of a record, or beside the property.</summary>
static class MemberRules
{
    static readonly ConcurrentDictionary<PropertyInfo, IReadOnlyList<MemberRuleAttribute>> Known = new();

    public static IReadOnlyList<MemberRuleAttribute> Of(PropertyInfo member) =>
        Known.GetOrAdd(member, m => [.. Declared<MemberRuleAttribute>(m)]);

    /// <summary>Of several rules that a value breaks, the first.</summary>
    public static FieldRule? FirstBroken(IEnumerable<MemberRuleAttribute> rules, object value) =>
        rules.Select(r => r.BrokenBy(value)).FirstOrDefault(b => b is not null);

    /// <summary>The rules of the parameters of a handler, and of all members of its body.</summary>
    public static IEnumerable<MemberRuleAttribute> Of(MethodInfo handler, Type? body) =>
        handler
            .GetParameters()
            .SelectMany(p => p.GetCustomAttributes<MemberRuleAttribute>())
            .Concat(body is null ? [] : Under(body, []));

    static IEnumerable<MemberRuleAttribute> Under(Type type, HashSet<Type> seen)
    {
        if (type.IsGenericType)
            return type.GetGenericArguments().SelectMany(t => Under(t, seen));
        var isRecord = type.IsNested || type.Namespace?.StartsWith(nameof(System), StringComparison.Ordinal) == false;
        return isRecord && seen.Add(type)
            ? type.GetProperties().SelectMany(p => Of(p).Concat(Under(p.PropertyType, seen)))
            : [];
    }

    /// <summary>What stands beside a property, or beside the parameter of the constructor that sets it.</summary>
    public static IEnumerable<T> Declared<T>(PropertyInfo member)
        where T : Attribute =>
        member
            .DeclaringType!.GetConstructors()
            .SelectMany(c => c.GetParameters())
            .Where(p => p.Name == member.Name)
            .SelectMany(p => p.GetCustomAttributes<T>())
            .Concat(member.GetCustomAttributes<T>());
}

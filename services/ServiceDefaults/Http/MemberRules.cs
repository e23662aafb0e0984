using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>
/// A rule of one member of a request, declared beside it. <see cref="MemberCheck"/> checks it before the handler runs,
/// and the API document shows it. For a list it applies to each element, except <see cref="ItemsAttribute"/> and
/// <see cref="DistinctAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public abstract class MemberRuleAttribute : Attribute
{
    /// <summary>The rules that a value can break.</summary>
    internal abstract IReadOnlyList<FieldRule> Rules { get; }

    /// <summary>The rule that a value breaks, or null.</summary>
    internal virtual FieldRule? BrokenBy(object value) => null;
}

/// <summary>
/// PLT-1001 unless the member is present; text must contain more than white space, a list at least one element.
/// </summary>
public sealed class RequiredAttribute : MemberRuleAttribute
{
    internal override IReadOnlyList<FieldRule> Rules => [PlatformProblems.Required];
}

/// <summary>
/// PLT-1001 for text of white space only and for an empty list. The member may be missing, which leaves the recorded
/// value. Without this rule, empty text counts as missing.
/// </summary>
public sealed class NotEmptyAttribute : MemberRuleAttribute
{
    internal override IReadOnlyList<FieldRule> Rules => [PlatformProblems.Required];
}

/// <summary>
/// For a change: a missing text leaves the recorded value, and an empty text deletes it. Empty text reaches the handler
/// as "", not as null, and no other rule applies to it.
/// </summary>
public sealed class ClearableAttribute : MemberRuleAttribute
{
    internal override IReadOnlyList<FieldRule> Rules => [];
}

/// <summary>PLT-1002 for text of more text elements (UAX 29), after trimming.</summary>
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

/// <summary>
/// PLT-1010 for an element of a list that equals an earlier one, or with a member: whose member has the value of an
/// earlier one. A missing member equals no other.
/// </summary>
/// <param name="member">Property of the elements; null compares whole elements.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property, AllowMultiple = true)]
public sealed class DistinctAttribute(string? member = null) : MemberRuleAttribute
{
    /// <summary>The member's name in JSON; null if whole elements are compared.</summary>
    public string? Member { get; } = member is null ? null : JsonNamingPolicy.CamelCase.ConvertName(member);

    internal override IReadOnlyList<FieldRule> Rules => [PlatformProblems.Duplicate];

    /// <summary>The JSON pointers, below the list, of the values that repeat an earlier one.</summary>
    internal IEnumerable<string> Repeated(IEnumerable list)
    {
        var property = member is null ? null : MemberCheck.ElementOf(list.GetType())!.GetProperty(member)!;
        HashSet<object> seen = [];
        foreach (var (i, element) in list.Cast<object?>().Index())
        {
            var value = property is null || element is null ? element : property.GetValue(element);
            if (value is not (null or "") && !seen.Add(value))
                yield return Member is null ? $"/{i}" : $"/{i}/{Member}";
        }
    }
}

/// <summary>PLT-1007 for a number outside the range; both ends are included.</summary>
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
/// PLT-1003 for a code that is not in the table. On a member of an answer it only names the code table. Each service
/// derives its own <c>[Code(nameof(CodeTables.X))]</c> from it.
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
        ?? throw new InvalidOperationException($"{field} is not a code table.");

    internal override IReadOnlyList<FieldRule> Rules => [PlatformProblems.UnknownCode];

    internal override FieldRule? BrokenBy(object value) =>
        value is string code && !Table.Has(code) ? PlatformProblems.UnknownCode : null;
}

/// <summary>
/// PLT-1006 for text that does not match. The pattern may be wider than the rule; the handler's parser checks the rest.
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

/// <summary>An example of a text in the API document; it obeys the member's rules.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class ExampleAttribute(string text) : Attribute
{
    public string Text { get; } = text;
}

/// <summary>Reads the rules of members, declared beside a record's parameter or a property.</summary>
static class MemberRules
{
    static readonly ConcurrentDictionary<PropertyInfo, IReadOnlyList<MemberRuleAttribute>> Known = new();

    public static IReadOnlyList<MemberRuleAttribute> Of(PropertyInfo member) =>
        Known.GetOrAdd(member, m => [.. Declared<MemberRuleAttribute>(m)]);

    public static IReadOnlyList<MemberRuleAttribute> Of(ParameterInfo parameter) =>
        [.. parameter.GetCustomAttributes<MemberRuleAttribute>()];

    /// <summary>The first rule that the value breaks, or null.</summary>
    public static FieldRule? FirstBroken(IEnumerable<MemberRuleAttribute> rules, object value) =>
        rules.Select(r => r.BrokenBy(value)).FirstOrDefault(b => b is not null);

    /// <summary>The rules of the parameters of a handler, and of all members of its body.</summary>
    public static IEnumerable<MemberRuleAttribute> Of(MethodInfo handler, Type? body) =>
        handler.GetParameters().SelectMany(Of).Concat(body is null ? [] : Under(body, []));

    static IEnumerable<MemberRuleAttribute> Under(Type type, HashSet<Type> seen)
    {
        var of = MemberCheck.ElementOf(type) ?? type;
        return MemberCheck.IsOurs(of) && seen.Add(of)
            ? of.GetProperties().SelectMany(p => Of(p).Concat(Under(p.PropertyType, seen)))
            : [];
    }

    /// <summary>The attributes of a property, or of the constructor parameter that sets it.</summary>
    public static IEnumerable<T> Declared<T>(PropertyInfo member)
        where T : Attribute =>
        member
            .DeclaringType!.GetConstructors()
            .SelectMany(c => c.GetParameters())
            .Where(p => p.Name == member.Name)
            .SelectMany(p => p.GetCustomAttributes<T>())
            .Concat(member.GetCustomAttributes<T>());
}

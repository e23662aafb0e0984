using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using ServiceDefaults.Data;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>
/// Checks the members of a request's body before its handler: lists contain no null (unless of nullable values), days
/// and moments lie in range (<see cref="ChinaDay.IsInRange"/>), ids are neither all zeros nor all ones, text is
/// readable (<see cref="ReadableText"/>) and has one line unless marked by <see cref="LinesAttribute"/>, and members
/// obey their rules (<see cref="MemberRuleAttribute"/>). Text is trimmed; empty text becomes null unless the member is
/// clearable.
/// </summary>
static class MemberCheck
{
    static readonly ConcurrentDictionary<Type, Member[]> Members = new();

    /// <param name="Rules">The rules declared beside it.</param>
    /// <param name="Lines">Its text may have several lines.</param>
    sealed record Member(PropertyInfo Property, string Name, IReadOnlyList<MemberRuleAttribute> Rules, bool Lines)
    {
        public bool IsRequired { get; } = Rules.OfType<RequiredAttribute>().Any();
        public bool IsNotEmpty { get; } = Rules.Any(r => r is RequiredAttribute or NotEmptyAttribute);
        public bool IsClearable { get; } = Rules.OfType<ClearableAttribute>().Any();
        public IReadOnlyList<DistinctAttribute> Distinct { get; } = [.. Rules.OfType<DistinctAttribute>()];
        public ItemsAttribute? Most { get; } = Rules.OfType<ItemsAttribute>().FirstOrDefault();
        public bool IsLookedAt { get; } = MemberCheck.IsLookedAt(Property.PropertyType);
        public bool IsExisting { get; } = Property.IsDefined(typeof(OfExistingAttribute));
    }

    /// <param name="pointer">JSON pointer of the value: "" for the body.</param>
    /// <param name="ids">Receives the members "id", each with its pointer.</param>
    public static void Look(object value, string pointer, Validation check, List<(string, Guid)> ids) =>
        Look(value, pointer, null, check, ids);

    /// <param name="member">The member with the value; null for the body and for parameters.</param>
    static void Look(object value, string pointer, Member? member, Validation check, List<(string, Guid)> ids)
    {
        switch (value)
        {
            case DateOnly day:
                check.That(ChinaDay.IsInRange(day), pointer, PlatformProblems.OutOfRange);
                break;
            case LastDay last:
                check.That(ChinaDay.IsInRange(last.Day), pointer, PlatformProblems.OutOfRange);
                break;
            case DateTimeOffset moment:
                check.That(
                    ChinaDay.IsInRange(DateOnly.FromDateTime(moment.UtcDateTime)),
                    pointer,
                    PlatformProblems.OutOfRange
                );
                break;
            case Guid id:
                check.That(id != Guid.Empty && id != Guid.AllBitsSet, pointer, PlatformProblems.Format);
                break;
            case string text:
                check.That(ReadableText.IsReadable(text, member?.Lines == true), pointer, PlatformProblems.NotSeen);
                break;
            case IEnumerable list:
                Elements(list, pointer, member, check, ids);
                break;
            default:
                foreach (var inner in Members.GetOrAdd(value.GetType(), MembersOf))
                    Look(inner, value, $"{pointer}/{inner.Name}", check, ids);
                break;
        }
    }

    static void Look(Member member, object owner, string pointer, Validation check, List<(string, Guid)> ids)
    {
        var (value, before) = (member.Property.GetValue(owner), check.Errors.Count);
        if (IsEmpty(value) && (member.IsRequired || (value is not null && member.IsNotEmpty)))
            check.Add(pointer, PlatformProblems.Required);
        if (value is null)
            return;
        if (member.IsLookedAt)
            Look(value, pointer, member, check, ids);
        if (value is string text)
        {
            value =
                !IsEmpty(text) ? text.Trim()
                : member.IsClearable ? ""
                : null;
            if (member.Property.CanWrite && (string?)value != text)
                member.Property.SetValue(owner, value);
        }
        // Unreadable text breaks one rule only: do not check its form or code.
        if (value is not (null or "" or IList) && check.Errors.Count == before)
            Keep(member, value, pointer, check);
        if (value is Guid id && member is { Name: "id", IsExisting: false })
            ids.Add((pointer, id));
    }

    static void Elements(IEnumerable list, string at, Member? member, Validation check, List<(string, Guid)> ids)
    {
        if (member?.Most is { } most && most.BrokenBy(list) is { } tooMany)
        {
            check.Add(at, tooMany);
            return;
        }
        var (kind, texts, i, start) = (ElementOf(list.GetType())!, list as IList, 0, check.Errors.Count);
        var lookedAt = IsLookedAt(kind);
        foreach (var item in kind == typeof(string) && texts is not null ? texts.Cast<string?>().ToList() : list)
        {
            var (pointer, value, before) = ($"{at}/{i}", item, check.Errors.Count);
            if (item is string text)
                texts?[i] = value = text.Trim();
            i++;
            if (value is null or "")
                check.That(kind.IsValueType, pointer, PlatformProblems.Required);
            else if (lookedAt)
                Look(item!, pointer, member, check, ids);
            if (member is not null && value is not (null or "") && check.Errors.Count == before)
                Keep(member, value, pointer, check);
        }
        if (member?.Distinct is { Count: > 0 } rules)
            Once(list, at, rules, check, start);
    }

    /// <summary>Notes each repeated value, unless it breaks another rule.</summary>
    /// <param name="start">The number of errors before those of this list.</param>
    static void Once(IEnumerable list, string at, IReadOnlyList<DistinctAttribute> rules, Validation check, int start)
    {
        var wrong = check.Errors.Skip(start).Select(e => e.Pointer).ToHashSet();
        foreach (var pointer in rules.SelectMany(r => r.Repeated(list)).Select(r => at + r).Where(wrong.Add))
            check.Add(pointer, PlatformProblems.Duplicate);
    }

    static void Keep(Member member, object value, string pointer, Validation check)
    {
        if (MemberRules.FirstBroken(member.Rules, value) is { } broken)
            check.Add(pointer, broken);
    }

    static bool IsEmpty(object? value) =>
        value switch
        {
            null => true,
            string text => string.IsNullOrWhiteSpace(text),
            ICollection list => list.Count == 0,
            _ => false,
        };

    static Member[] MembersOf(Type type) =>
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.GetIndexParameters().Length == 0)
                .Select(p => new Member(
                    p,
                    JsonNamingPolicy.CamelCase.ConvertName(p.Name),
                    MemberRules.Of(p),
                    MemberRules.Declared<LinesAttribute>(p).Any()
                ))
                .Where(m => m.Rules.Count > 0 || m.IsLookedAt),
        ];

    static bool IsLookedAt(Type type) =>
        type == typeof(string)
        || IsChecked(type)
        || (ElementOf(type) is { } element ? !element.IsValueType || IsChecked(element) : type.IsClass && IsOurs(type));

    public static bool IsChecked(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var t
        && (t == typeof(DateOnly) || t == typeof(LastDay) || t == typeof(DateTimeOffset) || t == typeof(Guid));

    public static bool IsOurs(Type type) =>
        type.Namespace?.StartsWith(nameof(System), StringComparison.Ordinal) != true;

    /// <summary>The element type of a list; null for other types.</summary>
    public static Type? ElementOf(Type type) =>
        type == typeof(string)
            ? null
            : type.GetInterfaces()
                .Prepend(type)
                .Where(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IEnumerable<>))
                .Select(t => t.GetGenericArguments()[0])
                .FirstOrDefault();
}

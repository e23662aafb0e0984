using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ServiceDefaults.Http;

namespace ServiceDefaults.Data;

/// <summary>How far a reader of the change log has come, and what she could see then; opaque to her.</summary>
/// <param name="Instance">The history that the rest belongs to.</param>
/// <param name="From">The snapshot whose changes were read.</param>
/// <param name="To">The snapshot up to which is being read; empty where that is not begun.</param>
/// <param name="After">The last position that was read of this step.</param>
/// <param name="Floor">What is not in From lies behind this position.</param>
/// <param name="FromLast">The last position that From knew of.</param>
/// <param name="ToLast">The last position that To knows of.</param>
/// <param name="Areas">The keys of the reader's areas; null where they are not known.</param>
/// <param name="Covered">The resources that she covered, or their print where they are many; null where they are not
/// known.</param>
sealed record ChangeCursor(
    string Instance,
    string From,
    string To,
    long After,
    long Floor = 0,
    long FromLast = 0,
    long ToLast = 0,
    string[]? Areas = null,
    string? Covered = null
)
{
    const string Nothing = "1:1:";
    const int MostNamed = 40,
        MostRunning = 100;

    public static ChangeCursor Beginning { get; } = new("", Nothing, "", 0);

    /// <summary>
    /// The next step, from the snapshot that is read to its end now. Whoever was writing when From was taken may have
    /// written anywhere behind its floor; once all of them have ended, what is still to come was written after From.
    /// </summary>
    public ChangeCursor Next() =>
        this with
        {
            From = To,
            To = "",
            After = 0,
            Floor = Begin(To) >= End(From) ? FromLast : Floor,
            FromLast = ToLast,
            ToLast = 0,
        };

    /// <summary>
    /// Begins the step to a snapshot. PostgreSQL ends it behind the last transaction that has ended: others may have
    /// begun and written behind that. They are named as running, up to one that began after it was taken; where they
    /// are too many, the last position that is known for sure stays.
    /// </summary>
    /// <param name="snapshot">As PostgreSQL tells it.</param>
    /// <param name="next">The number of a transaction that began after it was taken.</param>
    /// <param name="last">The last position that it knows of.</param>
    public ChangeCursor Until(string snapshot, string next, long last)
    {
        var (end, after) = (End(snapshot), Number(next));
        if (after - end > MostRunning)
            return this with { To = snapshot, ToLast = FromLast };
        List<string> running = [.. snapshot.Split(':')[2].Split(',', StringSplitOptions.RemoveEmptyEntries)];
        for (var begun = end; begun < after; begun++)
            running.Add(begun.ToString(CultureInfo.InvariantCulture));
        return this with { To = $"{snapshot.Split(':')[0]}:{next}:{string.Join(',', running)}", ToLast = last };
    }

    /// <summary>
    /// Whether it is of this history; transactions that have not begun yet were begun before a restore, to which
    /// somebody came before its instance was another.
    /// </summary>
    /// <param name="next">The number of a transaction that begins now.</param>
    public bool IsOf(Guid instance, string next) => Instance == instance.ToString("N") && End(From) <= Number(next);

    /// <summary>
    /// Whether changes were let go that it has not read. One that is still at the beginning reads what there is.
    /// </summary>
    public bool IsTooOld(string? pruned) => pruned is not null && From != Nothing && Number(pruned) >= Begin(From);

    /// <summary>Few resources are named in the cursor, of many there is a print.</summary>
    public static string PrintOf(IEnumerable<Guid> covered)
    {
        var names = string.Concat(covered.Order().Select(c => c.ToString("N")));
        return names.Length <= MostNamed * 32
            ? names
            : "#" + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(names)));
    }

    /// <returns>The resources that a print names; null where it names none.</returns>
    public static HashSet<Guid>? Named(string print) =>
        print.StartsWith('#') ? null : [.. print.Chunk(32).Select(c => Guid.ParseExact(c, "N"))];

    public override string ToString() =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Instance}/"
                        + $"{From}/{To}/{After}/{Floor}/{FromLast}/{ToLast}/{string.Concat((Areas ?? []).Select(a => ":" + a))}"
                        + $"/{Covered}"
                )
            )
        );

    /// <exception cref="ProblemException">PLT-0012: it is no cursor. The release before gave cursors with the first
    /// four parts only.</exception>
    public static ChangeCursor Parse(string text)
    {
        string[] parts;
        try
        {
            parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('/');
        }
        catch (FormatException)
        {
            throw new ProblemException(PlatformProblems.BadCursor);
        }
        if (
            parts.Length is not (4 or 9)
            || !IsSnapshot(parts[1])
            || (parts[2] != "" && !IsSnapshot(parts[2]))
            || !parts.Skip(3).Take(4).All(IsPosition)
        )
            throw new ProblemException(PlatformProblems.BadCursor);
        var cursor = new ChangeCursor(parts[0], parts[1], parts[2], Position(parts[3]));
        if (parts.Length == 4)
            return cursor;
        var areas = parts[7].Split(':').Skip(1).ToArray();
        if (areas.Length > 8 || areas.Any(a => a.Length > 100 || !a.All(char.IsAscii)) || !IsPrint(parts[8]))
            throw new ProblemException(PlatformProblems.BadCursor);
        return cursor with
        {
            Floor = Position(parts[4]),
            FromLast = Position(parts[5]),
            ToLast = Position(parts[6]),
            Areas = areas,
            Covered = parts[8],
        };
    }

    static long Position(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    static bool IsPosition(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out _);

    static bool IsPrint(string text) =>
        text.StartsWith('#')
            ? text.Length == 65 && text.Skip(1).All(char.IsAsciiHexDigit)
            : text.Length % 32 == 0 && text.Length <= MostNamed * 32 && text.All(char.IsAsciiHexDigit);

    static ulong Begin(string snapshot) => Number(snapshot.Split(':')[0]);

    /// <summary>The first transaction a snapshot knows nothing of.</summary>
    static ulong End(string snapshot) => Number(snapshot.Split(':')[1]);

    static ulong Number(string transaction) => ulong.Parse(transaction, CultureInfo.InvariantCulture);

    static bool IsSnapshot(string text) =>
        text.Split(':') is [var xmin, var xmax, var running]
        && ulong.TryParse(xmin, out var lo)
        && ulong.TryParse(xmax, out var hi)
        && lo > 0
        && hi >= lo
        && (
            running == ""
            || running
                .Split(',')
                .Select(x => ulong.TryParse(x, out var id) ? id : 0)
                .Aggregate((Ok: true, Last: 0UL), (s, id) => (s.Ok && id >= lo && id < hi && id > s.Last, id))
                .Ok
        );
}

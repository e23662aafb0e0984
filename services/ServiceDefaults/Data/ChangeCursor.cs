using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ServiceDefaults.Http;

namespace ServiceDefaults.Data;

/// <summary>
/// How far a reader has read the change log, and what the reader could see then. Clients treat it as opaque.
/// </summary>
/// <param name="Instance">Id of the database's history.</param>
/// <param name="From">The snapshot whose changes have been read.</param>
/// <param name="To">The snapshot being read; empty between steps.</param>
/// <param name="After">The last position read in this step.</param>
/// <param name="Floor">Every change that is not in From has a higher position.</param>
/// <param name="FromLast">The last position in From.</param>
/// <param name="ToLast">The last position in To.</param>
/// <param name="Areas">The keys of the reader's areas; null in a cursor of the release before.</param>
/// <param name="Covered">The ids of the resources the reader covered, or their digest where there are more than 40;
/// null in a cursor of the release before.</param>
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
    /// The next step, from the snapshot that has been read to its end. Transactions open when From was taken may have
    /// written at any position above its floor. Once all of them have ended, every further change lies after From's
    /// last position.
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

    /// <summary>Begins the step to a snapshot. PostgreSQL's xmax is the transaction after the last one that has ended;
    /// later ones may have begun and written. They are added to the snapshot as running, up to</summary> <paramref
    /// name="next"/>; where they are more than 100, the last known position stays.
    /// <param name="snapshot">pg_current_snapshot() as text.</param>
    /// <param name="next">Number of a transaction that began after the snapshot was taken.</param>
    /// <param name="last">The last position in the snapshot.</param>
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
    /// Whether the cursor belongs to this database's history. A cursor that names transactions not yet begun is from
    /// before a restore, even where the instance id has not been renewed yet.
    /// </summary>
    /// <param name="next">Number of the current transaction.</param>
    public bool IsOf(Guid instance, string next) => Instance == instance.ToString("N") && End(From) <= Number(next);

    /// <summary>
    /// Whether changes that the cursor has not read were deleted. A cursor at the beginning reads whatever is left.
    /// </summary>
    public bool IsTooOld(string? pruned) => pruned is not null && From != Nothing && Number(pruned) >= Begin(From);

    /// <summary>The ids of up to 40 resources; of more, their SHA-256 digest.</summary>
    public static string PrintOf(IEnumerable<Guid> covered)
    {
        var names = string.Concat(covered.Order().Select(c => c.ToString("N")));
        return names.Length <= MostNamed * 32
            ? names
            : "#" + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(names)));
    }

    /// <returns>The resources; null where the cursor has only their digest.</returns>
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

    /// <exception cref="ProblemException">PLT-0012: the text is not a cursor. Cursors of the release before have only
    /// the first four parts.</exception>
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

    /// <summary>xmax: the first transaction that the snapshot does not include.</summary>
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

using Organizations.Domain;
using Organizations.Features.People;
using ServiceDefaults.Imports;
using ServiceDefaults.Sealing;
using ServiceDefaults.Standards;

namespace Organizations.Features.Appointments;

/// <summary>The columns of a post in a row of a file, after the columns of the person.</summary>
sealed record PostCells(string Post, DateOnly? From, DateOnly? To, string? Basis)
{
    static readonly ImportRule NoPost = new("post", "没有这个职务", "there is no such post");
    static readonly ImportRule NotByFile = new(
        "post-not-by-file",
        "该职务不能通过文件任命",
        "a file cannot appoint to this post"
    );
    static readonly ImportRule BadDates = new(
        "dates",
        "任职或届满日期有误",
        "the days are not readable, or the last is not after the first"
    );
    static readonly ImportRule BadBasis = new(
        "basis",
        "专兼职应为专职或兼职",
        "the basis is neither full-time nor part-time"
    );

    /// <summary>Returns null if the row breaks a rule; the row is then rejected.</summary>
    public static (PersonRow Person, PostCells Cells)? Read(ImportRun run, ImportRow row)
    {
        if (PersonRows.Read(run, row) is not { } read)
            return null;
        var v = row.Values.Skip(PersonRows.Columns.Length).ToArray();
        var (post, from, to) = (CodeTables.Post.Find(v[0]), WrittenDay.Read(v[1]), WrittenDay.Read(v[2]));
        var basis = CodeTables.Basis.Find(v[3]);
        var broken =
            post is null ? NoPost
            : Posts.IsInOrganization(post) || Posts.Office.Contains(post) ? NotByFile
            : (from is null && v[1].Length > 0) || (to is null && v[2].Length > 0) || to < (from ?? run.Session.Today)
                ? BadDates
            : basis is null && v[3].Length > 0 ? BadBasis
            : null;
        if (broken is not null)
        {
            run.Reject(row.Line, Mask.Name(read.Facts.Name), broken);
            return null;
        }
        return (read, new(post!, from, to, basis));
    }
}

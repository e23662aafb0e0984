using System.Globalization;
using System.Text;
using Testing;

namespace Organizations.Tests;

/// <summary>Thousands of people with their posts, from one file; each has a telephone of their own.</summary>
sealed class Crowd(Client officer)
{
    readonly StringBuilder _file = new("姓名,电话,性别,区划代码,职务,任职日期\n");
    int _people,
        _rows;

    static string Telephone(int n) => string.Create(CultureInfo.InvariantCulture, $"137{n:00000000}");

    /// <summary>
    /// One person for each code, in the post over that division; the name gets the person's number.
    /// </summary>
    /// <returns>The number of the first person; pass it as again to give the same people another post.</returns>
    public int Add(string name, string sex, string post, IEnumerable<string> codes, int? again = null)
    {
        var first = again ?? _people;
        var n = 0;
        foreach (var code in codes)
        {
            _file.Append(
                CultureInfo.InvariantCulture,
                $"{name}{n + 1},{Telephone(first + n)},{sex},{code},{post},2024-01-01\n"
            );
            n++;
        }
        _people = Math.Max(_people, first + n);
        _rows += n;
        return first;
    }

    /// <summary>Uploads the file and applies it.</summary>
    public async Task EnterAsync()
    {
        var job = await PeopleImportTests.UploadAsync(officer, "appointment-imports", _file.ToString());
        Assert.True(job["state"].GetString() == "validated", job.Text);
        Assert.Equal(
            _rows,
            (await PeopleImportTests.ApplyAsync(officer, "appointment-imports", job))["new"].GetInt32()
        );
    }

    /// <summary>Holders of a post in a division and below, by name, read from the list of posts.</summary>
    public static async Task<Dictionary<string, Guid>> HoldersAsync(Client client, string post, Guid below)
    {
        Dictionary<string, Guid> holders = [];
        string? cursor = "";
        while (cursor is not null)
        {
            var page = (
                await client.Get(
                    $"/organizations/v1/appointments?post={post}&below={below}&limit=500"
                        + (cursor.Length > 0 ? "&cursor=" + Uri.EscapeDataString(cursor) : "")
                )
            ).Expect(200);
            foreach (var a in page.Items)
                holders[a.GetProperty("personName").GetString()!] = a.GetProperty("personId").GetGuid();
            cursor = page.Body.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        return holders;
    }
}

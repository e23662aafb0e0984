using ServiceDefaults.Data;
using ServiceDefaults.Tests.Toys;

namespace ServiceDefaults.Tests;

/// <summary>Parameters of deferred statements, which other statements take from Dapper.</summary>
public sealed class ParameterTests(ToyFixture toys)
{
    [Fact]
    public async Task A_null_of_a_deferred_statement_has_the_type_of_its_property() =>
        Assert.Equal(
            "uuid date timestamp with time zone integer text bytea text[] date[]",
            await SeenAsync(
                """
                concat_ws(' ', pg_typeof(@id), pg_typeof(@day), pg_typeof(@time), pg_typeof(@number), pg_typeof(@text),
                    pg_typeof(@cipher), pg_typeof(@texts), pg_typeof(@days))
                """,
                new
                {
                    id = (Guid?)null,
                    day = (DateOnly?)null,
                    time = (DateTimeOffset?)null,
                    number = (int?)null,
                    text = (string?)null,
                    cipher = (byte[]?)null,
                    texts = (string[]?)null,
                    days = (DateOnly?[]?)null,
                }
            )
        );

    [Fact]
    public async Task A_null_in_an_array_of_a_deferred_statement_stays_null() =>
        Assert.Equal(
            "{NULL,2026-03-01} {NULL,00000000-0000-7000-8000-000000000001} {NULL,\"\\\\x01ff\"}",
            await SeenAsync(
                "concat_ws(' ', @days, @ids, @ciphers)",
                new
                {
                    days = new DateOnly?[] { null, new(2026, 3, 1) },
                    ids = new Guid?[] { null, new("00000000-0000-7000-8000-000000000001") },
                    ciphers = new byte[]?[] { null, [1, 255] },
                }
            )
        );

    [Fact]
    public async Task A_time_of_another_zone_is_sent_as_the_same_moment() =>
        Assert.Equal(
            "t",
            await SeenAsync(
                "(@time = '2026-03-01 00:00:00+08'::timestamptz)::text::char(1)",
                new { time = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.FromHours(8)) }
            )
        );

    [Fact]
    public async Task A_last_day_is_sent_as_the_day_after() =>
        Assert.Equal("2026-03-01", await SeenAsync("@day::text", new { day = new LastDay(new(2026, 2, 28)) }));

    [Fact]
    public async Task A_name_in_a_quoted_text_is_no_parameter() =>
        Assert.Equal("@id it's @id 2", await SeenAsync("concat_ws(' ', '@id it''s @id', @number)", new { number = 2 }));

    [Fact]
    public void A_parameter_without_a_property_is_refused_when_the_statement_is_deferred() =>
        Assert.Contains(
            "@day",
            Assert.Throws<ArgumentException>(() => NamedStatement.Of("select @id, @day", new { id = 1 })).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_parameter_that_occurs_twice_has_one_value() =>
        Assert.Equal("a a", await SeenAsync("concat_ws(' ', @text, @text)", new { text = "a", unused = 2 }));

    /// <summary>Defers a statement and returns the value that it computed.</summary>
    async Task<string?> SeenAsync(string value, object args)
    {
        await using var session = new Session(toys.Database.App, toys.Service.Clock, toys.Service.Sealer);
        await session.EnterAsSystem(default);
        session.Defer($"select set_config('toys.seen', {value}, true)", args);
        return await session.Find<string>("select current_setting('toys.seen')", default);
    }
}

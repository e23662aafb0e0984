using Microsoft.Extensions.Configuration;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Tests.Toys;

namespace ServiceDefaults.Tests;

public sealed class DatabaseTests(ToyFixture toys)
{
    /// <summary>
    /// The driver prepares a statement at its fifth use, and receives its columns only after the values have been
    /// accepted.
    /// </summary>
    [Fact]
    public async Task A_statement_whose_values_were_refused_while_it_was_prepared_serves_the_next_caller()
    {
        await using var one = Database.Open(
            new ConfigurationBuilder()
                .AddInMemoryCollection([new("ConnectionStrings:App", toys.Database.AppText + ";Maximum Pool Size=1")])
                .Build(),
            "App"
        );
        for (var failing = 1; failing <= 8; failing++)
        for (var use = 1; use <= 8; use++)
        {
            await using var session = new Session(one, toys.Service.Clock, toys.Service.Sealer);
            await session.Enter(CallerClaim.System, default);
            var asked = session.Find<string>(
                $"select @text::text || '{failing}'",
                new { text = use == failing ? "\0" : "a" },
                default
            );
            if (use == failing)
                Assert.Equal(
                    PostgresErrorCodes.CharacterNotInRepertoire,
                    (await Assert.ThrowsAsync<PostgresException>(() => asked)).SqlState
                );
            else
                Assert.Equal($"a{failing}", await asked);
            await session.Rollback();
        }
    }
}

using System.Data;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Data;

static class Database
{
    const string Watched =
        "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3; "
        + "set tcp_user_timeout = '20s'";

    /// <summary>The service's own database (ConnectionStrings:App), its sessions, clock and timers.</summary>
    public static IHostApplicationBuilder AddDatabase(this IHostApplicationBuilder builder)
    {
        MapTypes();
        builder.Services.AddSingleton(sp => Open(sp.GetRequiredService<IConfiguration>(), "App"));
        builder.Services.AddSingleton<Schema>().AddHostedService(sp => sp.GetRequiredService<Schema>());
        builder.Services.AddSingleton<Limits>();
        builder.Services.AddSingleton(sp => new SessionFactory(
            sp.GetRequiredService<NpgsqlDataSource>(),
            sp.GetRequiredService<TimeProvider>(),
            sp.GetRequiredService<Sealer>(),
            sp.GetRequiredService<Limits>()
        ));
        builder.Services.AddScoped(sp => new Session(
            sp.GetRequiredService<NpgsqlDataSource>(),
            sp.GetRequiredService<TimeProvider>(),
            sp.GetRequiredService<Sealer>()
        )
        {
            Limits = sp.GetRequiredService<Limits>(),
        });
        builder.Services.AddSingleton<TimerRegistry>();
        builder.Services.AddHostedService<TimerWorker>();
        builder.Services.AddHostedService<Housekeeping>();
        if (builder.Environment.IsDevelopment())
        {
            builder.Services.TryAddSingleton<MovableClock>();
            builder.Services.TryAddSingleton<TimeProvider>(sp => sp.GetRequiredService<MovableClock>());
            builder.Services.AddHostedService(sp => sp.GetRequiredService<MovableClock>());
        }
        builder.Services.TryAddSingleton(TimeProvider.System);
        return builder;
    }

    /// <summary>
    /// Opens a pool on a named connection string. Timestamps are UTC; statements carry no inlined values.
    /// </summary>
    public static NpgsqlDataSource Open(IConfiguration configuration, string name)
    {
        MapTypes();
        return new NpgsqlDataSourceBuilder(Settings(configuration, name).ConnectionString).Build();
    }

    /// <summary>
    /// As <see cref="Open"/>, for a single connection outside the pool, with time limits of 3 seconds.
    /// </summary>
    internal static NpgsqlDataSource OpenOne(IConfiguration configuration, string name)
    {
        var settings = Settings(configuration, name);
        (
            settings.MinPoolSize,
            settings.MaxPoolSize,
            settings.Timeout,
            settings.CommandTimeout,
            settings.CancellationTimeout
        ) = (0, 1, 3, 3, -1);
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    /// <summary>
    /// A connection that holds an advisory lock. If this machine disappears, PostgreSQL notices within 25 seconds and
    /// releases the lock; by default it would notice after two hours, or 15 minutes while sending.
    /// </summary>
    internal static async Task<NpgsqlConnection> OpenHolderAsync(this NpgsqlDataSource source, CancellationToken ct)
    {
        var connection = await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(Watched, connection);
        await command.ExecuteNonQueryAsync(ct);
        return connection;
    }

    static NpgsqlConnectionStringBuilder Settings(IConfiguration configuration, string name)
    {
        var text = configuration.GetConnectionString(name)
            ?? throw new StartupException(
                $"ConnectionStrings:{name} is not set. Give the PostgreSQL connection string of this "
                    + "service's own database."
            );
        var settings = new NpgsqlConnectionStringBuilder(text);
        if (settings.MaxAutoPrepare == 0)
            settings.MaxAutoPrepare = 64;
        if (!text.Contains("Maximum Pool Size", StringComparison.OrdinalIgnoreCase))
            settings.MaxPoolSize = 40;
        settings.Timeout = Math.Min(settings.Timeout, 5);
        return settings;
    }

    internal static void MapTypes()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        // Dapper calls a handler only for types that it does not map itself; PostgreSQL accepts only UTC.
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.AddTypeHandler(new TimestampHandler());
        SqlMapper.AddTypeHandler(new DateHandler());
        SqlMapper.AddTypeHandler(new LastDayHandler());
        SqlMapper.AddTypeHandler(new TimeHandler());
        SqlMapper.AddTypeHandler(new ArrayHandler<Guid>());
        SqlMapper.AddTypeHandler(new ArrayHandler<string>());
        SqlMapper.AddTypeHandler(new ArrayHandler<int>());
        SqlMapper.AddTypeHandler(new ArrayHandler<long>());
        SqlMapper.AddTypeHandler(new ArrayHandler<byte[]>());
    }

    sealed class TimestampHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) =>
            value is DateTimeOffset o ? o : new DateTimeOffset(DateTime.SpecifyKind((DateTime)value, DateTimeKind.Utc));

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) =>
            parameter.Value = value.ToUniversalTime();
    }

    /// <summary>Maps an array column to a record's member; Dapper sees such columns as System.Array.</summary>
    sealed class ArrayHandler<T> : SqlMapper.TypeHandler<T[]>
    {
        public override T[] Parse(object value) => (T[])value;

        public override void SetValue(IDbDataParameter parameter, T[]? value) =>
            parameter.Value = (object?)value ?? DBNull.Value;
    }

    sealed class DateHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override DateOnly Parse(object value) =>
            value is DateOnly d ? d : DateOnly.FromDateTime((DateTime)value);

        public override void SetValue(IDbDataParameter parameter, DateOnly value) => parameter.Value = value;
    }

    /// <summary>The column is the end of a half-open range: the day after the last.</summary>
    sealed class LastDayHandler : SqlMapper.TypeHandler<LastDay>
    {
        public override LastDay Parse(object value) =>
            LastDay.Before(value is DateOnly d ? d : DateOnly.FromDateTime((DateTime)value));

        public override void SetValue(IDbDataParameter parameter, LastDay value) => parameter.Value = value.Next;
    }

    sealed class TimeHandler : SqlMapper.TypeHandler<TimeOnly>
    {
        public override TimeOnly Parse(object value) =>
            value is TimeOnly t ? t : TimeOnly.FromTimeSpan((TimeSpan)value);

        public override void SetValue(IDbDataParameter parameter, TimeOnly value) => parameter.Value = value;
    }
}

/// <summary>The process must not start; the message names the wrong setting and the remedy.</summary>
public sealed class StartupException(string message) : Exception(message);

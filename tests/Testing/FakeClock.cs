namespace Testing;

/// <summary>A clock that goes on like the real one and can be moved. Tokens are not judged by it.</summary>
public sealed class FakeClock : TimeProvider
{
    long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    public void Move(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    /// <summary>Moves it to a point in time, from where it goes on.</summary>
    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref _ahead, (now - base.GetUtcNow()).Ticks);
}

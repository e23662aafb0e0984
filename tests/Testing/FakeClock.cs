namespace Testing;

/// <summary>A clock that runs at real speed and can be set. The validation of tokens does not use it.</summary>
public sealed class FakeClock : TimeProvider
{
    long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    public void Move(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    /// <summary>Sets the clock; it continues from there.</summary>
    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref _ahead, (now - base.GetUtcNow()).Ticks);
}

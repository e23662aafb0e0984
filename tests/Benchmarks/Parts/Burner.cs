namespace Benchmarks.Parts;

/// <summary>Keeps every processor busy with one thread each.</summary>
static class Burner
{
    public static int Run()
    {
        for (var i = 1; i < Environment.ProcessorCount; i++)
            new Thread(Burn) { IsBackground = true }.Start();
        Burn();
        return 0;
    }

    static void Burn()
    {
        for (ulong x = 1; ; )
            x = x * 6_364_136_223_846_793_005 + 1;
    }
}

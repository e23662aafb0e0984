using System.Runtime.InteropServices;

namespace ServiceDefaults;

/// <summary>
/// Returns memory after a peak, such as the start or a large file, which the runtime would keep until the next load.
/// </summary>
static class Memory
{
    /// <summary>Returns unused memory to the operating system; all threads pause for some ten milliseconds.</summary>
    public static void GiveBack()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            // The C library keeps memory that the just-in-time compiler has freed.
            _ = Trim(0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        { /* not the GNU C library */
        }
    }

    [DllImport("libc.so.6", EntryPoint = "malloc_trim")]
    static extern int Trim(nuint kept);
}

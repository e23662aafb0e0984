using Benchmarks;
using Benchmarks.Parts;

// The parts are processes that benches start beside the programs under test.
return args.FirstOrDefault() switch
{
    "part-backend" => await Backend.RunAsync(),
    "part-proxy" => await BareProxy.RunAsync(),
    "part-minimal" => await Minimal.RunAsync(),
    "part-burner" => Burner.Run(),
    "part-load" => await Driver.RunAsync(args[1..]),
    "part-sink" => await Sink.RunAsync(),
    _ => await Suite.RunAsync(args),
};

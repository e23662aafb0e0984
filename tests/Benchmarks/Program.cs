using Benchmarks;

return args.FirstOrDefault() switch
{
    _ => await Suite.RunAsync(args),
};

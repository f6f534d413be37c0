using BenchmarkDotNet.Attributes;

namespace OciReconciler.Benchmarks;

/// <summary>Reads marks in descriptions, as each listing does for each of its rows.</summary>
public class OwnershipBenchmarks
{
    private static readonly OwnershipMark Mark =
        new(new WorkloadKey("web"), "podman-web.service", "0123456789abcdef", "fedcba9876543210", "00112233445566ff");

    private readonly string _holder = Ownership.HolderDescription(Mark);
    private readonly string _service = Ownership.ServiceDescription("registry.example.com/team/web:1.27.3", Mark);

    private readonly string _anothers = "OpenBSD Secure Shell server (socket activated)";

    [Benchmark]
    public bool ReadMarkOfHolder() => Ownership.TryParse(_holder, out _);

    [Benchmark]
    public bool ReadMarkOfService() => Ownership.TryParse(_service, out _);

    [Benchmark]
    public bool ReadMarkOfAnothersUnit() => Ownership.TryParse(_anothers, out _);
}

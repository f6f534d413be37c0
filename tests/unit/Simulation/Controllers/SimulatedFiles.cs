using System.Security.Cryptography;
using OciReconciler.Images;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>Files besides manifests: those of transient units and those of environments.</summary>
internal sealed class SimulatedFiles(SimulatedHost host) : ITransientUnitFiles, IFileDigests
{
    public void Correct(string unit)
    {
    }

    public void CorrectAll()
    {
    }

    public void Remove(string unit)
    {
        host.Guard.Acts(unit);
        host.Systemd.TransientFiles.Remove(unit);
    }

    public bool HasRoom => !host.Weather.RunIsFull;

    public void RequireRoom()
    {
        if (!HasRoom)
            throw new StepException(Reasons.DiskFull, "no room");
    }

    public Task<IReadOnlyDictionary<string, string>> OfAsync(WorkloadSpec spec, CancellationToken cancellationToken) =>
        Task.FromResult(Digests(spec.EnvironmentFiles));

    /// <summary>Digests by path.</summary>
    public IReadOnlyDictionary<string, string> Digests(IEnumerable<string> paths) => paths.ToDictionary(
        path => path, path => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(host.Files[path]))), StringComparer.Ordinal);

    public Task<string> OfImageFileAsync(string path, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No archive is used in the model.");
}

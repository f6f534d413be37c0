using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OciReconciler.Files;
using OciReconciler.Model.Workloads;

namespace OciReconciler.State;

/// <summary>
/// Restarts that were asked for: a command writes a file with a number of its own, the controller carries it out, leaves the outcome with that number in another directory and removes the request.
/// Under /run: a reboot is a restart.
/// </summary>
/// <param name="directory">Where requests lie.</param>
internal sealed class RestartRequests(string directory)
{
    // Far more than a number or an outcome has.
    private const long MaxBytes = 64 * 1024;

    /// <summary>Where requests lie.</summary>
    public string Directory => directory;

    /// <summary>Where outcomes lie.</summary>
    public string Outcomes => directory + ".done";

    /// <summary>All workloads whose restart is asked for.</summary>
    public IReadOnlySet<WorkloadKey> All() => OperatorRequestFiles.In(directory);

    /// <summary>Asks for a restart. Throws IOException or UnauthorizedAccessException.</summary>
    /// <returns>The request's number.</returns>
    public string Ask(WorkloadKey key)
    {
        var id = Guid.NewGuid().ToString("N");
        Make();
        AtomicFile.Write(PathOf(key), Encoding.UTF8.GetBytes(id));
        return id;
    }

    /// <summary>The number of the request for a workload, or null when there is none.</summary>
    public string? Find(WorkloadKey key) => Read(PathOf(key), Encoding.UTF8.GetString);

    /// <summary>Tells how a request ended. The request is gone then, also when nothing can be written: else it would be carried out again and again.</summary>
    public void Finish(WorkloadKey key, RestartOutcome outcome)
    {
        try
        {
            Make();
            AtomicFile.Write(OutcomeOf(key), JsonSerializer.SerializeToUtf8Bytes(outcome, RestartOutcomeContext.Default.RestartOutcome));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Whoever asked finds neither request nor outcome, and says so.
        }

        // One that came meanwhile has another number and stays.
        if (Find(key) == outcome.Id)
            File.Delete(PathOf(key));
    }

    /// <summary>How a request ended, or null when it has not.</summary>
    public RestartOutcome? Outcome(WorkloadKey key, string id) =>
        Read(OutcomeOf(key), StateJson.Parser(RestartOutcomeContext.Default.RestartOutcome)) is { } outcome && outcome.Id == id ? outcome : null;

    /// <summary>Makes the directories, so that they can be watched.</summary>
    public void Make()
    {
        StateDirectory.MakePrivate(directory);
        StateDirectory.MakePrivate(Outcomes);
    }

    private string PathOf(WorkloadKey key) => WorkloadFiles.PathOf(directory, key);

    private string OutcomeOf(WorkloadKey key) => WorkloadFiles.PathOf(Outcomes, key);

    // What cannot be read asks for nothing: it is somebody's file in our directory, and stays.
    private static T? Read<T>(string path, Func<byte[], T> parse)
        where T : class => StateFiles.ReadOnly.TryRead(path, parse, MaxBytes);
}

/// <summary>How a request for a restart ended.</summary>
/// <param name="Id">The request's number.</param>
/// <param name="Succeeded">It was restarted.</param>
/// <param name="Message">A sentence.</param>
internal sealed record RestartOutcome(string Id, bool Succeeded, string Message);

/// <summary>Source-generated, for NativeAOT.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RestartOutcome))]
internal sealed partial class RestartOutcomeContext : JsonSerializerContext;

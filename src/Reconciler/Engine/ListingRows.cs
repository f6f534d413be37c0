using System.Text.Json.Serialization;

namespace OciReconciler.Engine;

/// <summary>What is read of the answers to GET /containers/json and /images/json: the tenth part of them.</summary>
internal static class ListingRows
{
    /// <summary>A container.</summary>
    internal sealed class ContainerRow
    {
        /// <summary>Its id.</summary>
        public string? Id { get; init; }

        /// <summary>Its names, each after a slash; those of docker's links have more slashes.</summary>
        public List<string?>? Names { get; init; }

        /// <summary>Id of its image.</summary>
        [JsonPropertyName("ImageID")]
        public string? ImageId { get; init; }

        /// <summary>Its labels.</summary>
        public OwnLabels? Labels { get; init; }

        /// <summary>The word for its state.</summary>
        public string? State { get; init; }

        /// <summary>What people are told of its state.</summary>
        public string? Status { get; init; }

        /// <summary>Its health check; newer docker alone.</summary>
        public HealthCheck? Health { get; init; }

        /// <summary>When it was created, in seconds since 1970.</summary>
        public long Created { get; init; }
    }

    /// <summary>Of labels only ours is read.</summary>
    internal sealed class OwnLabels
    {
        /// <summary>Name of the workload.</summary>
        [JsonPropertyName(Ownership.WorkloadLabel)]
        public string? Workload { get; init; }
    }

    /// <summary>A health check.</summary>
    internal sealed class HealthCheck
    {
        /// <summary>The word for its state.</summary>
        public string? Status { get; init; }
    }

    /// <summary>An image.</summary>
    internal sealed class ImageRow
    {
        /// <summary>Its id.</summary>
        public string? Id { get; init; }

        /// <summary>Its names with tags; null without any.</summary>
        public List<string?>? RepoTags { get; init; }

        /// <summary>Its names with digests; null without any.</summary>
        public List<string?>? RepoDigests { get; init; }
    }
}

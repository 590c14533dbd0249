#!/bin/sh
# Sixteen shards of an exhaustive run, as a Slurm array: sbatch deploy/slurm.sh
# One that failed is run again alone: sbatch --array=3 deploy/slurm.sh
#SBATCH --job-name=softulp
#SBATCH --array=0-15
#SBATCH --cpus-per-task=2
#SBATCH --time=00:30:00
GOMAXPROCS=$SLURM_CPUS_PER_TASK exec softulp exhaustive shifted online -f softmax \
	--arithmetic float16+float32,bfloat16+float32 \
	--shard "$SLURM_ARRAY_TASK_ID/16" --json "shard-$SLURM_ARRAY_TASK_ID.json"
